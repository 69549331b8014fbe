//! The main job: a round in a basement with no network, and the office sees it.
