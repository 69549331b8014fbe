//! Camera, codes, clock, locks: what the browser offers. Knows no room of ours.
