//! Divergence: where two courses of events that met the same luck part.

/// How many events two courses have in common before the first one in which they differ, one of them perhaps having no
/// more; none if they are the same to the end.
pub fn divergence<E: PartialEq>(base: &[E], arm: &[E]) -> Option<usize> {
    let common = base.iter().zip(arm).take_while(|(a, b)| a == b).count();
    (common < base.len().max(arm.len())).then_some(common)
}

#[cfg(test)]
mod tests {
    use super::divergence;

    #[test]
    fn the_first_difference() {
        assert_eq!(divergence(&[1, 2, 3], &[1, 2, 3]), None);
        assert_eq!(divergence(&[1, 2, 3], &[1, 5, 3]), Some(1));
        assert_eq!(divergence(&[1, 2], &[1, 2, 3]), Some(2));
        assert_eq!(divergence(&[7], &[]), Some(0));
        assert_eq!(divergence::<u8>(&[], &[]), None);
    }
}
