//! The surname on a seal. Knows Chinese names; of any other name it takes the first letter.

/// Surnames of two characters that are in use, simplified and traditional.
const DOUBLE: [&str; 57] = [
    "欧阳", "歐陽", "太史", "端木", "上官", "司马", "司馬", "东方", "東方", "独孤", "獨孤", "南宫",
    "南宮", "万俟", "萬俟", "闻人", "聞人", "夏侯", "诸葛", "諸葛", "尉迟", "尉遲", "公羊", "赫连",
    "赫連", "澹台", "澹臺", "皇甫", "宗政", "濮阳", "濮陽", "公冶", "太叔", "申屠", "公孙", "公孫",
    "慕容", "仲孙", "仲孫", "钟离", "鍾離", "长孙", "長孫", "宇文", "司徒", "鲜于", "鮮于", "司空",
    "闾丘", "令狐", "百里", "呼延", "东郭", "東郭", "西门", "西門", "南门",
];

/// The part of a name that a seal shows: `李` of `李建国`, `欧阳` of `欧阳娜`, `A` of `anna Lee`.
/// A double surname needs a given name behind it: `司马` alone is a 司 called 马. Empty for an empty
/// name.
pub fn surname(name: &str) -> String {
    let name = name.trim();
    let Some(first) = name.chars().next() else { return String::new() };
    if !is_han(first) {
        return first.to_uppercase().collect();
    }
    let double = DOUBLE.iter().find(|double| name.starts_with(**double));
    match double {
        Some(double) if name.len() > double.len() => (*double).to_owned(),
        _ => first.to_string(),
    }
}

/// Unified ideographs, with extension A, the supplementary planes and the compatibility block.
fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_shows_the_surname() {
        let names = [
            ("李建国", "李"),
            ("周敏", "周"),
            ("欧阳娜", "欧阳"),
            ("歐陽修", "歐陽"),
            ("诸葛亮", "诸葛"),
            ("欧文", "欧"),
            ("司马", "司"),
            ("𠮷田", "𠮷"),
            ("anna Lee", "A"),
            ("  王芳 ", "王"),
            ("", ""),
        ];
        for (name, seal) in names {
            assert_eq!(surname(name), seal, "{name}");
        }
    }
}
