//! The words that say little, in some languages: what a question is put together from.
//!
//! They are found like all others, but weigh next to nothing, so that "was the order signed" looks for an
//! order and a signature. In other languages only how common a word is tells that. Written without accents.

use foldhash::HashSet;

const ENGLISH: &str = "a about after all also am an and any are as at be because been before being between both but by \
    can could did do does doing during each for from had has have having he her here him his how i if in into is it its \
    just like may me might more most much must my no nor not of off on once only or other our out over own really s shall \
    she should so some such than that the their them then there these they this those through to too under until up us \
    very was we were what when where which while who whom whose why will with would you your";

const GERMAN: &str = "aber alle als am an auch auf aus bei bin bis da damit dann das dass dem den der des die dies diese \
    dieser dieses doch du durch ein eine einem einen einer eines er es fur habe haben hat hatte ich ihr im in ist ja kann \
    kein keine konnen mit muss nach nicht noch nur ob oder ohne sein seine sich sie sind so soll sollen uber um und uns \
    unter vom von vor wann war waren warum was weil welche welcher welches wenn wer werden wie wir wird wo zu zum zur";

const FRENCH: &str = "a ai au aux avec ce ces cette comment d dans de des donc du elle elles en est et ete etre eu il ils \
    je l la le les leur leurs lui m mais me meme n ne nous on ont ou par pas peut plus pour pourquoi qu quand que quel \
    quelle quelles quels qui quoi s sa se ses si son sont sur t tu un une vous y";

const SPANISH: &str = "a al algo como con cual cuales cuando de del desde donde dos el ella ellas ellos en entre era es \
    esa ese eso esta este esto fue ha han hasta hay la las le les lo los mas me mi muy no nos o para pero por porque puede \
    que quien quienes se ser si sin sobre son su sus tambien te tiene todo tu un una uno y ya";

/// The words that say little in a language (`en`), as they are looked up.
pub fn of(language: &str) -> HashSet<&'static str> {
    let words = match language {
        "en" => ENGLISH,
        "de" => GERMAN,
        "fr" => FRENCH,
        "es" => SPANISH,
        _ => "",
    };
    words.split_ascii_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn questions_are_made_of_small_words() {
        assert!("why did they do what to whom".split(' ').all(|word| of("en").contains(word)));
        assert!(!"order us-led ai eu act".split(' ').any(|word| of("en").contains(word)));
        assert!(of("de").contains("warum") && of("fr").contains("pourquoi") && of("es").contains("cuando"));
        assert!(of("xx").is_empty());
    }
}
