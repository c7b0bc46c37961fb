//! Cuts a citation style down to what works of one type need.
//!
//! A style asks for the type of a work again and again, and hayagriva asks each part of a style
//! whether it will print before it prints: on every level, so that a part that stands deep is
//! asked often. Questions whose answer is the same for all works of a type are answered here, once.
//! Style in, style out; an entry of the bibliography reads the same with either. Never looks at a work.

use std::collections::BTreeSet;

use hayagriva::citationberg::taxonomy::Kind;
use hayagriva::citationberg::{
    Choose, ChooseBranch, CitationFormat, IndependentStyle, LayoutRenderingElement as Element, NamesChild,
    StyleCategory, TextTarget,
};

/// `style` for the entry of one work of type `kind`, which stands alone in its bibliography;
/// `None` is a type that CSL does not know.
pub fn to_kind(style: &IndependentStyle, kind: Option<Kind>) -> IndependentStyle {
    let mut style = style.clone();
    style.citation.sort = None;
    // Where a bibliography has numbers or labels of its own, it asks which of them the citation showed.
    let numbers = |category: &StyleCategory| {
        matches!(category, StyleCategory::CitationFormat { format: CitationFormat::Numeric | CitationFormat::Label })
    };
    if !style.info.category.iter().any(numbers) {
        style.citation.layout.elements.clear();
    }
    if let Some(bibliography) = &mut style.bibliography {
        bibliography.sort = None;
        answer(&mut bibliography.layout.elements, kind);
    }
    answer(&mut style.citation.layout.elements, kind);
    for one in &mut style.macros {
        answer(&mut one.children, kind);
    }
    let used = used_macros(&style);
    style.macros.retain(|one| used.contains(&one.name));
    style
}

/// Takes out the branches that works of type `kind` never take.
fn answer(elements: &mut [Element], kind: Option<Kind>) {
    for element in elements {
        if let Element::Choose(choose) = element {
            take_out(choose, kind);
        }
        for children in lists_mut(element) {
            answer(children, kind);
        }
    }
}

fn take_out(choose: &mut Choose, kind: Option<Kind>) {
    let never = |branch: &ChooseBranch| takes(branch, kind) == Some(false);
    choose.else_if.retain(|branch| !never(branch));
    // What stands behind a branch that is always taken is never reached.
    let always = |branch: &ChooseBranch| takes(branch, kind) == Some(true);
    if let Some(at) = choose.else_if.iter().position(always) {
        choose.else_if.truncate(at + 1);
        choose.otherwise = None;
    }
    if always(&choose.if_) {
        choose.else_if.clear();
        choose.otherwise = None;
    } else if never(&choose.if_) {
        // A choice has a first branch, even if it is one that is never taken.
        if choose.else_if.is_empty() {
            choose.if_.children.clear();
        } else {
            choose.if_ = choose.else_if.remove(0);
        }
    }
}

/// Whether works of type `kind` take a branch; `None` if it asks for anything else.
fn takes(branch: &ChooseBranch, kind: Option<Kind>) -> Option<bool> {
    let kinds = branch.type_.as_ref()?;
    let asks_more = branch.disambiguate.is_some()
        || branch.is_numeric.is_some()
        || branch.is_uncertain_date.is_some()
        || branch.locator.is_some()
        || branch.position.is_some()
        || branch.variable.is_some();
    (!asks_more).then(|| branch.match_.test(kinds.iter().map(|one| Some(*one) == kind)))
}

/// The lists of elements right below one.
fn lists_mut(element: &mut Element) -> Vec<&mut Vec<Element>> {
    match element {
        Element::Group(group) => vec![&mut group.children],
        Element::Choose(choose) => {
            let branches = std::iter::once(&mut choose.if_).chain(&mut choose.else_if);
            let otherwise = choose.otherwise.as_mut().map(|branch| &mut branch.children);
            branches.map(|branch| &mut branch.children).chain(otherwise).collect()
        }
        Element::Names(names) => names
            .children
            .iter_mut()
            .filter_map(|child| match child {
                NamesChild::Substitute(substitute) => Some(&mut substitute.children),
                _ => None,
            })
            .collect(),
        Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => Vec::new(),
    }
}

/// The macros that a citation or an entry may come to.
fn used_macros(style: &IndependentStyle) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut open: Vec<&Element> = style.citation.layout.elements.iter().collect();
    open.extend(style.bibliography.iter().flat_map(|bibliography| &bibliography.layout.elements));
    while let Some(element) = open.pop() {
        match element {
            Element::Text(text) => {
                if let TextTarget::Macro { name } = &text.target
                    && used.insert(name.clone())
                {
                    open.extend(style.macros.iter().filter(|one| one.name == *name).flat_map(|one| &one.children));
                }
            }
            Element::Group(group) => open.extend(&group.children),
            Element::Choose(choose) => {
                open.extend(choose.branches().flat_map(|branch| &branch.children));
                open.extend(choose.otherwise.iter().flat_map(|branch| &branch.children));
            }
            Element::Names(names) => open.extend(names.children.iter().flat_map(|child| match child {
                NamesChild::Substitute(substitute) => substitute.children.as_slice(),
                _ => &[],
            })),
            Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
    used
}
