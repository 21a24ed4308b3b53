"""Digits, symbols and abbreviations are read as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.phonetics.g2p import Pronouncer, tokenize
from assets.phonetics.marks import SPELLED
from assets.phonetics.spoken_form import spoken_form


@pytest.mark.parametrize(
    ("line", "words"),
    [
        # years, decades, ages
        ("born in 1999", "born in nineteen ninety nine"),
        ("since 2005, in 1900, in 2015", "since two thousand five in nineteen hundred in twenty fifteen"),
        ("back in the '90s and the 1980s", "back in the nineties and the nineteen eighties"),
        ("stacks of 20s and .45s, all 6s", "stacks of twenties and forty fives all sixes"),
        # money
        ("$1, $5.50, $0.99, £1", "one dollar five dollars fifty cents ninety nine cents one pound"),
        ("$2M, £20k, $3 million", "two million dollars twenty thousand pounds three million dollars"),
        ("€100 or 100€ and 50¢", "one hundred euros or one hundred euros and fifty cents"),
        ("$1,500", "one thousand five hundred dollars"),
        # ordinals and counting
        ("1ST PLACE ON THE 2ND TRY", "first place on the second try"),
        ("3,2,1 go", "three two one go"),
        ("5-4-3-2-1 go", "five four three two one go"),
        ("1,234,567", "one million two hundred thirty four thousand five hundred sixty seven"),
        ("-5 degrees at 2.05", "minus five degrees at two point zero five"),
        ("agent 007", "agent oh oh seven"),
        ("9" * 30, " ".join(["nine"] * 30)),
        # fractions
        ("3½ men, 1/2 a chance", "three and a half men one half a chance"),
        ("3/4 full, 2/3rds gone", "three quarters full two thirds gone"),
        # clock
        ("10:30 or 10:05 or 12:00", "ten thirty or ten oh five or twelve o'clock"),
        ("10 p.m. to 7AM", "ten p m to seven a m"),
        # what has a reading of its own
        ("24/7 on the 9-5, 50-50", "twenty four seven on the nine to five fifty fifty"),
        ("call 867-5309 or 911", "call eight six seven five three oh nine or nine one one"),
        ("808s", "eight oh eights"),
        # signs
        ("100% you & me @ home", "one hundred percent you and me at home"),
        ("I'm #1, 2+2=4, 70°", "i'm number one two plus two equals four seventy degrees"),
        ("and/or w/ me w/o you", "and or with me without you"),
        ("Love™ is ©", "love is"),
        ("w/you, w/out me, she's w/in", "with you without me she's within"),
        ("AC/DC, TV/DVD, LA/NYC, AT&T", "a c d c t v d v d l a n y c a t and t"),
        ("he/she, AND/OR, you & I, me & u, dos & don'ts", "he she and or you and i me and u dos and don'ts"),
        ("PB&J, M&Ms, RnB, R & B", "p b and j m and m's r and b r and b"),
        ("$5/day, 60 miles/hr, day/night", "five dollars a day sixty miles an hour day night"),
        # letters and digits
        ("2pac, mp3, B2B, 4ever, gr8", "two pac mp three b two b forever great"),
        ("A$AP", "asap"),
        # letters
        ("R&B, L.A., U.S.A.", "r and b l a u s a"),
        ("the NBA, my DJs", "the n b a my d j's"),
        ("I'M IN THE NBA, HES ON MTV, GRRR", "i'm in the n b a hes on m t v grrr"),
        ("an AK-47 in LA, ooh LA LA", "an a k forty seven in l a ooh la la"),
        # units, addresses, titles, names of two words
        ("5kg, 1 lb, 60mph, 6'2\", 5' tall", "five kilos one pound sixty miles an hour six foot two five feet tall"),
        ("https://a.com, www.b.org", "a dot com w w w dot b dot org"),
        ("Dr. Dre on Main St. in St. Louis, Rodeo Dr", "doctor dre on main street in saint louis rodeo drive"),
        ("#BlackLivesMatter, OnlyFans, eBay, McDonald", "black lives matter only fans e bay mcdonald"),
        ("LA LA LA, L.A. IS LA", "la la la l a is la"),
        ("my OGs and MCs", "my o g's and m c's"),
        ("rock 'n' roll, rock'n'roll", "rock n roll rock n roll"),
        ("Bjørn in Ærø, Łódź", "bjorn in aero lodz"),
        ("I donʼt, I don´t, I don′t", "i don't i don't i don't"),
        ("US and us, IT is", "us and us it is"),
        ("oh no. 1 more, no 2", "oh no one more no two"),
        ("No. 1, Chanel No 5", "number one chanel number five"),
        # dates, telephones, ranges, sizes
        (
            "on July 4, 2024, Dec. 25, the 3 May",
            "on july fourth twenty twenty four december twenty fifth the third of may",
        ),
        ("on 4 July we march 10 miles, may 2", "on the fourth of july we march ten miles may two"),
        ("(555) 867-5309, 555.867.5309", " ".join(["five five five eight six seven five three oh nine"] * 2)),
        (
            "+1 555 867 5309 in the 305",
            "plus one five five five eight six seven five three oh nine in the three oh five",
        ),
        (
            "from 1990-1995, 10-20 men, 50-50, I'm 5-10",
            "from nineteen ninety to nineteen ninety five ten to twenty men fifty fifty i'm five ten",
        ),
        ("4x4, 2x, 3 × 3", "four by four two x three by three"),
        ("5$, ¥500, $10-20", "five dollars five hundred yen ten to twenty dollars"),
        ("-5°C or 70°", "minus five degrees celsius or seventy degrees"),
        ("24/7/365, do a 360", "twenty four seven three sixty five do a three sixty"),
        ("an F-150, S550, A101", "an f one fifty s five fifty a one oh one"),
        # Roman numerals
        ("Henry VIII, Rocky IV, World War II", "henry the eighth rocky four world war two"),
        ("Act I. Malcolm X on an IV, XXL", "act one malcolm x on an i v x x l"),
        ("CO2, MP3 and an AR-15, No1, UP2", "c o two m p three and an a r fifteen no one up two"),
        ("e.g. me, i.e. you, #RIPGrandma", "for example me that is you rip grandma"),
        # faces, masks, disguises, stammers
        ("I <3 you :) xD :D", "i you"),
        ("what the f*** is this sh*t, f@ck", "what the is this"),
        ("P!nk and Ke$ha, ca$h, wait!what *bold*", "pink and kesha cash wait what bold"),
        ("I-I know, x-ray, b-boy, to-tonight", "i i know x ray b boy to tonight"),
    ],
)
def test_written_forms_are_read_as_people_say_them(line: str, words: str) -> None:
    assert " ".join(tokenize(line)) == words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dont", "don't"), ("youre", "you're"), ("im", "i'm"), ("theyll", "they'll"), ("couldve", "could've"),
        ("thats", "that's"), ("hes", "he's"), ("yeahh", "yeah"), ("nahh", "nah"), ("ayyy", "ayy"), ("brrrr", "brr"), ("sooooo", "so"), ("goooood", "good"), ("yeahhhh", "yeah"), ("nooo", "no"), ("looove", "love"), ("seeee", "see"),
    ],
)  # fmt: skip
def test_a_word_without_its_apostrophe_or_stretched_sounds_as_it_is_meant(written: str, meant: str) -> None:
    (spoken,) = Pronouncer().phonemes_of_lines([f"{written} {meant}"])
    assert spoken[0] == spoken[1]


@pytest.mark.parametrize("word", ["ill", "well", "were", "wed", "shell", "id"])
def test_a_known_word_without_an_apostrophe_is_unchanged(word: str) -> None:
    with_apostrophe = f"{word[:-2]}'{word[-2:]}" if word.endswith("ll") else f"{word[:-1]}'{word[-1]}"
    first, second = Pronouncer().phonemes_of_lines([word, with_apostrophe])
    assert first != second or word == "well"


@pytest.mark.parametrize(
    ("written", "sounds"),
    [
        ("l-l-look", ["L AH0", "L AH0", "L UH1 K"]), ("th-that", ["DH AH0", "DH AE1 T"]), ("c-city", ["S AH0", "S IH1 T IY0"]),
        ("hahaha", ["HH AA1 HH AA1 HH AA1"]), ("I'd've", ["AY1 D AH0 V"]), ("reply'd", ["R IH0 P L AY1 D"]),
        ("txt", ["T IY1 EH1 K S T IY1"]), ("hmm", ["HH AH1 M"]), ("rock 'n' roll", ["R AA1 K", "AH0 N", "R OW1 L"]),
    ],
)  # fmt: skip
def test_what_no_dictionary_has_sounds_as_it_is_meant(written: str, sounds: list[str]) -> None:
    assert Pronouncer().phonemes_of_lines([written]) == [sounds]


@pytest.mark.parametrize("letters", ["L.A.", "N/A", "a Q&A", "AC/DC and A/C and A"])
def test_a_spelled_a_is_no_article(letters: str) -> None:
    (spoken,) = Pronouncer().phonemes_of_lines([f"a day, the {letters.removesuffix(' and A')}"])
    assert spoken[0] == "AH0"
    assert "EY1" in spoken[3:]
    assert spoken[3:].count("AH0") == letters.startswith("a ")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_spoken_text_has_no_digits(line: str) -> None:
    said = spoken_form(line)
    assert not any(char in "0123456789&%@#+=" for char in said)
    assert all(word.strip("'").replace("'", "").isalpha() for word in tokenize(line))
    assert SPELLED not in " ".join(tokenize(line))
