//! How closely a picture is looked at: enlarged about a point, moved, never away from its frame.

/// The picture is as large as its frame at 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    pub scale: f64,
    /// Where the picture's left top corner stands, in pixels of the frame.
    pub x: f64,
    pub y: f64,
}

/// How close one may come.
const CLOSEST: f64 = 8.0;
/// A double tap comes so close.
const TAPPED: f64 = 2.5;

impl Default for Lens {
    fn default() -> Lens {
        Lens { scale: 1.0, x: 0.0, y: 0.0 }
    }
}

impl Lens {
    pub fn is_whole(self) -> bool {
        self.scale <= 1.001
    }

    /// Closer by `factor`; the point under the fingers stays under them.
    pub fn zoomed(self, factor: f64, at: (f64, f64), frame: (f64, f64)) -> Lens {
        let scale = (self.scale * factor).clamp(1.0, CLOSEST);
        let by = scale / self.scale;
        let moved = Lens { scale, x: at.0 - (at.0 - self.x) * by, y: at.1 - (at.1 - self.y) * by };
        moved.kept(frame)
    }

    pub fn moved(self, by: (f64, f64), frame: (f64, f64)) -> Lens {
        Lens { x: self.x + by.0, y: self.y + by.1, ..self }.kept(frame)
    }

    /// A double tap: close, or whole again.
    pub fn tapped(self, at: (f64, f64), frame: (f64, f64)) -> Lens {
        if self.is_whole() { self.zoomed(TAPPED, at, frame) } else { Lens::default() }
    }

    /// No gap between the picture and the frame's edges.
    fn kept(self, frame: (f64, f64)) -> Lens {
        let keep = |at: f64, side: f64| at.clamp(side - side * self.scale, 0.0);
        Lens { scale: self.scale, x: keep(self.x, frame.0), y: keep(self.y, frame.1) }
    }

    /// `translate(…) scale(…)`.
    pub fn transform(self) -> String {
        format!("translate({:.1}px,{:.1}px) scale({:.3})", self.x, self.y, self.scale)
    }
}

/// Where a point of the frame lies on a picture of these pixels shown whole, in thousandths.
pub fn spot_on(at: (f64, f64), frame: (f64, f64), picture: (f64, f64)) -> (u16, u16) {
    let scale = (frame.0 / picture.0).min(frame.1 / picture.1);
    let part = |at: f64, frame: f64, side: f64| {
        let side = (side * scale).max(1.0);
        ((at - (frame - side) / 2.0) / side * 1000.0).clamp(0.0, 1000.0).round() as u16
    };
    (part(at.0, frame.0, picture.0), part(at.1, frame.1, picture.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: (f64, f64) = (400.0, 800.0);

    #[test]
    fn the_point_under_the_fingers_stays_under_them() {
        let lens = Lens::default().zoomed(2.0, (100.0, 200.0), FRAME);
        assert_eq!(lens, Lens { scale: 2.0, x: -100.0, y: -200.0 });
        let closer = lens.zoomed(2.0, (100.0, 200.0), FRAME);
        assert_eq!(closer, Lens { scale: 4.0, x: -300.0, y: -600.0 });
    }

    #[test]
    fn a_picture_is_never_smaller_than_its_frame_nor_moved_out_of_it() {
        let lens = Lens::default().zoomed(0.2, (100.0, 200.0), FRAME);
        assert_eq!(lens, Lens::default());
        assert_eq!(lens.moved((50.0, -50.0), FRAME), Lens::default());
        let near = lens.zoomed(2.0, (0.0, 0.0), FRAME).moved((-9_999.0, 30.0), FRAME);
        assert_eq!(near, Lens { scale: 2.0, x: -400.0, y: 0.0 });
        assert_eq!(lens.zoomed(99.0, (0.0, 0.0), FRAME).scale, CLOSEST);
    }

    #[test]
    fn a_second_double_tap_shows_it_whole_again() {
        let near = Lens::default().tapped((200.0, 400.0), FRAME);
        assert!(!near.is_whole());
        assert_eq!(near.tapped((10.0, 10.0), FRAME), Lens::default());
    }

    #[test]
    fn a_tap_beside_the_picture_is_a_tap_at_its_edge() {
        // A square picture in a tall frame stands between 200 and 600.
        let on = |x, y| spot_on((x, y), FRAME, (1000.0, 1000.0));
        assert_eq!(on(200.0, 400.0), (500, 500));
        assert_eq!(on(0.0, 200.0), (0, 0));
        assert_eq!(on(400.0, 10.0), (1000, 0));
    }
}
