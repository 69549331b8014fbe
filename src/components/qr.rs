//! A QR code to look at and to print: one path of squares.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Light modules that a reader needs around a code.
const QUIET: usize = 4;

/// The path of the dark modules and the side of the square; nothing for a text that fits no code.
fn squares(text: &str) -> Option<(String, usize)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width();
    let mut path = String::new();
    for (at, color) in code.into_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % side + QUIET, at / side + QUIET);
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some((path, side + 2 * QUIET))
}

#[component]
pub fn QrPicture(
    #[prop(into)] text: String,
    /// What it says, for those who do not see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    squares(&text).map(|(path, side)| {
        view! {
            <svg
                class="qr"
                role="img"
                aria-label=label
                viewBox=format!("0 0 {side} {side}")
                shape-rendering="crispEdges"
            >
                <rect width=side height=side fill="#fff" />
                <path d=path fill="#000" />
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_reads_back() {
        let text = "PS1:0192f0c4-0000-7000-8000-000000000001:7K4Q2N8M";
        let (path, side) = squares(text).expect("a code");
        let mut dark = vec![false; side * side];
        for square in path.split('M').skip(1) {
            let at = square.split('h').next().expect("a place");
            let (x, y) = at.split_once(' ').expect("two numbers");
            dark[y.parse::<usize>().expect("y") * side + x.parse::<usize>().expect("x")] = true;
        }
        let scale = 4;
        let pixel = |x: usize, y: usize| {
            if dark[(y / scale) * side + x / scale] { 0 } else { 255 }
        };
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, pixel);
        let grids = picture.detect_grids();
        assert_eq!(grids[0].decode().expect("it decodes").1, text);
    }
}
