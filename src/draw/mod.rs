//! Draws pictures: SVG in, PNG out, with words in given fonts and no others.
//!
//! [`Fonts`] takes the bytes of fonts (WOFF2, TrueType, OpenType; variable ones too) and knows no
//! others: no system font, so that a picture is the same on every machine. [`Fonts::fit`] says how large
//! a text may be set and where its lines break, for SVG breaks none itself. Never reads the disk,
//! also where an SVG asks for a file.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, ID, Language, Source};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use skrifa::{FontRef, MetadataProvider, Tag};

mod fit;
mod png;

pub use fit::{Fitted, Frame, Look};

/// Stands for how pictures are drawn from the same SVG and fonts; goes up when that changes, so that pictures of
/// earlier versions are drawn again. A test holds a picture against it.
pub const VERSION: u32 = 1;

/// Words that a variable font's name may end in for its first weight: `Public Sans Thin`.
const WEIGHTS: [&str; 9] =
    ["Thin", "ExtraLight", "Extra Light", "Light", "Regular", "Medium", "SemiBold", "Bold", "Black"];

/// Fonts that pictures may use.
#[derive(Debug, Clone, Default)]
pub struct Fonts {
    database: Arc<Database>,
    /// The same fonts, to be measured.
    faces: Vec<Face>,
}

#[derive(Debug, Clone)]
struct Face {
    id: ID,
    font: Arc<Vec<u8>>,
    /// Place in a collection of fonts.
    index: u32,
}

impl Fonts {
    /// Reads fonts, each the bytes of a file; what is no font is passed over.
    pub fn read<'a>(files: impl IntoIterator<Item = &'a [u8]>) -> Fonts {
        let (mut database, mut faces) = (Database::new(), Vec::new());
        for bytes in files {
            let bytes = match bytes.starts_with(b"wOF2") {
                true => wuff::decompress_woff2(bytes).unwrap_or_default(),
                false => bytes.to_vec(),
            };
            load(Arc::new(bytes), &mut database, &mut faces);
        }
        // What a picture is set in that names no family, or one that is not there.
        let first = database.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
        if let Some(first) = first {
            database.set_serif_family(first.clone());
            database.set_sans_serif_family(first);
        }
        Fonts { database: Arc::new(database), faces }
    }

    /// Draws an SVG as a PNG of this size; one of another size is made to fill it.
    ///
    /// # Errors
    /// What is wrong with the SVG, in words, with line and column where they are known.
    pub fn draw(&self, svg: &str, width: u32, height: u32) -> Result<Vec<u8>, String> {
        let tree = self.read_svg(svg)?;
        let mut pixmap = Pixmap::new(width, height).ok_or("a picture has a width and a height")?;
        let (across, down) = (width as f32 / tree.size().width(), height as f32 / tree.size().height());
        resvg::render(&tree, Transform::from_scale(across, down), &mut pixmap.as_mut());
        png::encode(&pixmap)
    }

    /// Finds out whether an SVG can be drawn.
    ///
    /// # Errors
    /// As [`Fonts::draw`].
    pub fn try_svg(&self, svg: &str) -> Result<(), String> {
        self.read_svg(svg).map(drop)
    }

    fn read_svg(&self, svg: &str) -> Result<Tree, String> {
        let image_href_resolver =
            ImageHrefResolver { resolve_string: Box::new(|_, _| None), ..ImageHrefResolver::default() };
        let font_family = self.database.family_name(&resvg::usvg::fontdb::Family::Serif).to_owned();
        let fontdb = Arc::clone(&self.database);
        let options = Options { fontdb, font_family, image_href_resolver, ..Options::default() };
        Tree::from_str(svg, &options).map_err(|error| error.to_string())
    }
}

/// Adds the faces of a font, each under the name of its family alone.
fn load(font: Arc<Vec<u8>>, database: &mut Database, faces: &mut Vec<Face>) {
    let is_variable =
        FontRef::from_index(&font, 0).is_ok_and(|font| font.axes().iter().any(|axis| axis.tag() == Tag::new(b"wght")));
    let source = Source::Binary(Arc::<Vec<u8>>::clone(&font));
    for mut id in database.load_font_source(source) {
        let Some(mut face) = database.face(id).cloned() else { continue };
        let index = face.index;
        if is_variable {
            let stem = |name: &str| {
                let cut = WEIGHTS.iter().find_map(|weight| name.strip_suffix(weight)?.strip_suffix(' '));
                cut.unwrap_or(name).to_owned()
            };
            face.families =
                face.families.iter().map(|(name, _)| (stem(name), Language::English_UnitedStates)).collect();
            database.remove_face(id);
            id = database.push_face_info(face);
        }
        faces.push(Face { id, font: Arc::clone(&font), index });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{Theme, ThemeFile};

    /// The fonts of the theme that is compiled in.
    pub(super) fn fonts() -> Fonts {
        let theme = Theme::embedded();
        let files = theme.files.iter().filter(|(name, _)| name.ends_with(".woff2"));
        let bytes = files.filter_map(|(_, file)| match file {
            ThemeFile::Bytes(bytes) => Some(bytes.as_ref()),
            ThemeFile::From(_) => None,
        });
        Fonts::read(bytes.collect::<Vec<_>>())
    }

    fn svg(inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 63\" width=\"120\" height=\"63\">{inside}</svg>"
        )
    }

    #[test]
    fn variable_fonts_are_known_by_their_family() {
        let fonts = fonts();
        let mut names: Vec<&str> =
            fonts.database.faces().flat_map(|face| &face.families).map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Public Sans", "Source Serif 4", "Source Serif 4"]);
    }

    /// If this fails, pictures look otherwise than before: raise [`VERSION`], so that old ones are drawn again,
    /// and write the new number here.
    #[test]
    fn a_picture_is_the_same_on_every_machine() {
        let inside = "<rect width=\"120\" height=\"63\" fill=\"#fbfaf6\"/>\
                      <text x=\"4\" y=\"30\" font-family=\"'Source Serif 4'\" font-weight=\"500\" font-size=\"24\">Signed</text>\
                      <circle cx=\"100\" cy=\"50\" r=\"6\" fill=\"#1e5b3a\"/>";
        let drawn = fonts().draw(&svg(inside), 240, 126).expect("it is an SVG");
        assert_eq!((VERSION, xxhash_rust::xxh3::xxh3_64(&drawn)), (1, 12_970_604_586_566_789_049));
    }

    #[test]
    fn what_is_no_svg_is_told_with_its_place() {
        let fault = fonts().draw(&svg("<text>a</tex>"), 120, 63).expect_err("it does not close");
        assert!(fault.contains("tex") && fault.contains(":"), "{fault}");
    }

    #[test]
    fn no_file_is_read() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/ledger/static/favicon.svg");
        let with = fonts().draw(&svg(&format!("<image href=\"{path}\" width=\"9\" height=\"9\"/>")), 120, 63);
        assert_eq!(with, fonts().draw(&svg(""), 120, 63));
    }

    #[test]
    fn what_is_no_font_is_passed_over() {
        let fonts = Fonts::read([b"wOF2 no font".as_slice(), b"", b"\0\x01\0\0"]);
        assert_eq!(fonts.database.faces().count(), 0);
        assert!(fonts.draw(&svg("<text y=\"20\">a</text>"), 120, 63).is_ok());
    }
}
