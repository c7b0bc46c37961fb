//! A site of three policies: `tests/sites/tracker/`.

use crate::html::dead_links;
use crate::site::{self, Output};

fn output() -> Output {
    site::build_in(&site::repository().join("tests/sites/tracker"), &site::options(site::TODAY)).clean()
}

/// The folders below `content/` that hold a policy.
fn policies() -> Vec<String> {
    let files = site::files_below(&site::repository().join("tests/sites/tracker/content"));
    files.keys().filter_map(|path| path.strip_suffix("/policy.md")).map(str::to_owned).collect()
}

#[test]
fn the_home_page_lists_every_policy_with_its_status() {
    let (output, policies) = (output(), policies());
    assert_eq!(policies.len(), 3);
    let home = site::text(&output, "index.html");
    for policy in &policies {
        assert!(home.contains(&format!("<th scope=\"row\"><a href=\"{policy}/\">")), "{policy}\n{home}");
        for page in ["index.html", "policy/index.html", "timeline/index.html", "sources/index.html", "watch/index.html"]
        {
            assert!(output.contains_key(&format!("{policy}/{page}")), "{policy}/{page}");
        }
        let has_edition = output.keys().any(|path| path.starts_with(&format!("{policy}/as-of/2")));
        assert!(has_edition, "{policy} has an edition");
    }
    assert_eq!(home.matches("<tr>").count(), policies.len() + 1, "a row a policy, and the head");
}

#[test]
fn every_link_resolves_across_policies() {
    assert_eq!(dead_links(&output(), "/sites/three/"), [""; 0]);
}

#[test]
fn the_site_has_one_list_of_pages_and_no_page_of_a_single_policy_at_its_root() {
    let output = output();
    assert!(output.contains_key("404.html") && output.contains_key("robots.txt"));
    let guide = site::text(&output, "llms.txt");
    for policy in policies() {
        assert!(guide.contains(&format!("/{policy}/index.md)")), "{policy}\n{guide}");
        let own = site::text(&output, &format!("{policy}/llms.txt"));
        assert!(own.contains("\n## Pages\n") && own.contains(&format!("/{policy}/timeline/index.md)")), "{own}");
    }
    for path in ["timeline/index.html", "policy/index.html", "as-of/index.html"] {
        assert!(!output.contains_key(path), "{path}");
    }
}
