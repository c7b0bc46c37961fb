//! A group of things to do.

use super::attributes::attributes;

attributes! {
    ActionAttributes {

    }
}
