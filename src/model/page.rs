//! A plain page.

use super::attributes::attributes;

attributes! {
    PageAttributes {

    }
}
