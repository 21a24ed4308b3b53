"""Progressions: the chords of a verse, a chorus and a bridge, by kind of music.

What belongs here: data. What does not: the notes of chords (harmony.py), which style uses which kind (arrangements.py).
"""

# By kind, with a chord per bar ("I/V": two per bar). Those of a kind can be combined. All are common functional harmony.
PROGRESSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "pop-major": {
        "verse": ("I V vi IV I V IV V", "vi IV I V vi IV I/V V", "I iii IV V I iii IV iv", "I vi IV V I vi ii V", "I ii IV V I ii vi V"),
        "chorus": ("IV V vi I IV V I I", "I V vi IV I V vi/iii IV", "vi V IV I vi V IV V7", "I bVII IV I I bVII IV V", "I V/viiø vi IV I V IV V"),
        "bridge": ("ii IV vi V", "iv I II V", "bVI bVII I V", "vi iii IV ii"),
    },
    "pop-minor": {
        "verse": ("i bVI bIII bVII i bVI iv v", "i iv bVI bVII i iv bVI V", "i bVII bVI bVII i bVII iv V", "i v bVI bIII iv i bVII bVII", "i bIII iv bVI i bIII bVII v"),
        "chorus": ("bVI bVII i bIII bVI bVII i i", "bIII bVII i bVI bIII bVII bVI/iv V", "i bVI bIII bVII i bVI iv bVII", "i v bVI bVII i v iv V", "iv i bVI bVII iv i bVII i"),
        "bridge": ("iv v bVI V", "bVI bIII iv V", "bII bVI iv V", "bVI bVII v i"),
    },
    "rock": {
        "verse": ("I bVII IV I I bVII IV V", "I I IV IV I I V IV", "I IV bVII IV I IV V V", "I IV I bVII I IV V V"),
        "chorus": ("I V bVII IV I V bVII IV", "IV I V I IV I bVII V", "I bIII IV bVII I bIII IV V", "vi IV I V vi IV V V"),
        "bridge": ("vi IV ii V", "bVI bVII IV V", "bIII bVII IV V"),
    },
    "rock-minor": {
        "verse": ("i bVII bVI bVII i bVII bVI v", "i i bIII bVII i i bVI bVII", "i bIII bVII IV i bIII bVII iv", "i iv i bVII i iv bVI bVII", "i bVI i bVI bIII bVII i bVII"),
        "chorus": ("bVI bVII i i bVI bVII bIII V", "i bVI bIII bVII i bVI bVII V", "bIII bVII i bVI bIII bVII iv V", "i bVII iv bVI i bVII iv V", "iv bVI bIII bVII iv bVI bVII i"),
        "bridge": ("iv i bII V", "bVI bIII bVII V", "bII i bVI bVII"),
    },
    "metal": {
        "verse": ("i5 i5 bVI5 bVII5 i5 i5 bII5 bIII5", "i5 bII5 i5 bVII5 i5 bII5 bVI5 V5", "i5 i5 bIII5 bII5 i5 i5 bVII5 bVI5", "i5 bVI5 i5 bV5 i5 bVI5 bVII5 bVII5"),
        "chorus": ("i5 bVI5 bIII5 bVII5 i5 bVI5 iv5 V5", "bVI5 bVII5 i5 i5 bVI5 bVII5 bII5 V5", "i5 bVII5 bVI5 bVII5 i5 bVII5 bIII5 V5", "bIII5 bVII5 i5 i5 bIII5 bVII5 bVI5 V5"),
        "bridge": ("i5 bV5 i5 bII5", "iv5 bVI5 bII5 V5", "bVI5 bVI5 bVII5 V5"),
    },
    "metal-major": {
        "verse": ("I5 IV5 V5 IV5 I5 IV5 V5 IV5", "I5 V5 IV5 IV5 I5 V5 IV5 V5", "I5 vi5 IV5 V5 I5 vi5 ii5 V5", "vi5 IV5 I5 V5 vi5 IV5 V5 V5"),
        "chorus": ("I5 V5 vi5 IV5 I5 V5 vi5 IV5", "IV5 V5 I5 vi5 IV5 V5 I5 V5", "I5 IV5 I5 V5 I5 IV5 V5 I5", "vi5 IV5 I5 V5 vi5 IV5 I5 V5", "I5 iii5 IV5 V5 I5 iii5 IV5 V5"),
        "bridge": ("vi5 IV5 ii5 V5", "IV5 IV5 V5 V5", "bVI5 bVII5 bVI5 V5"),
    },
    "modal-calm": {
        "verse": ("Imaj9 II Imaj9 vi11", "Imaj7 IVmaj7 Imaj7 ii9", "Iadd9 iii11 IVmaj7 Isus2", "Imaj9 iii11 vi9 IVmaj7", "Isus2 IVmaj9 vi11 IVmaj9"),
        "chorus": ("IVmaj9 Imaj7 vi9 iii11", "vi9 IVmaj7 Imaj9 Vsus4", "IVmaj9 ii9 Imaj9 Imaj7", "vi9 iii11 IVmaj9 Isus2"),
        "bridge": ("bVIImaj7 IVmaj7 ii9 Vsus4", "bVImaj7 bVII Imaj9 Isus2"),
    },
    "modal-dark": {
        "verse": ("i9 bVImaj7 i9 iv9", "i11 bIImaj7 i11 bVII", "i9 v11 bVImaj7 iv9"),
        "chorus": ("bVImaj7 bVII i9 bIIImaj7", "iv9 i9 bVImaj7 v11"),
        "bridge": ("bIImaj7 bVImaj7 iv9 v11", "IV bVII i9 i9"),
    },
    "neo-soul": {
        "verse": ("ii9 V13 Imaj9 vi9 ii9 V13 iii11 VI7b9", "Imaj9 iii11 vi9 ii9/V13 Imaj9 iii11 IVmaj9 iv9", "Imaj9 VI7b9 ii9 V13 Imaj9 bVII13 IVmaj9 V13", "IVmaj9 iii11 vi9 vi9 ii9 ii9 V13 Imaj9"),
        "chorus": ("IVmaj9 iii11 ii9 V13 IVmaj9 iii11 vi9 bVII13", "IVmaj9 V13 iii11 vi9 ii9 V13 Imaj9 Imaj9", "vi9 ii9 V13 Imaj9 IVmaj9 iv9 Imaj9 V13"),
        "bridge": ("bVImaj9 bVII13 Imaj9 VI7b9", "iv9 bVII13 iii11 VI7b9", "ii9 bII9 Imaj9 V13"),
    },
    "neo-soul-minor": {
        "verse": ("i9 iv9 bVIImaj7 bIIImaj9 bVImaj9 iiø V7b9 i9", "i9 v11 bVImaj9 iv9 i9 v11 iv9 V7b9", "i9 IV9 i9 IV9 i9 IV9 bVImaj7 v11", "i9 bVImaj9 bIIImaj9 bVII9 i9 bVImaj9 iiø V7b9"),
        "chorus": ("bVImaj9 v11 i9 bVII9 bVImaj9 v11 i9 i9", "iv9 bVII9 bIIImaj9 bVImaj9 iiø V7b9 i9 i9", "i9 bIIImaj9 iv9 V7b9 i9 bIIImaj9 bVImaj9 v11", "bVImaj9 bVII9 i9 iv9 bVImaj9 bVII9 V7b9 i9"),
        "bridge": ("bIImaj7 bVImaj9 iv9 V7b9", "IVmaj9 bVII9 bIIImaj9 V7b9"),
    },
    "jazz": {
        "verse": ("Imaj7 vi9 ii9 V13 iii11 VI7b9 ii9 V13", "Imaj9 IV9 iii11 VI7b9 ii9 V13 Imaj9 ii9/V13", "Imaj9 VI7b9 ii9 V13 Imaj9/I7 IVmaj7/iv6 iii11/VI7b9 ii9/V13", "Imaj7 Imaj7 II9 II9 ii9 V13 Imaj9 ii9/V13"),
        "chorus": ("ii9 V13 Imaj9 IVmaj7 viiø III7b9 vi9 VI7b9", "IVmaj7 #iv°7 Imaj7 VI7b9 ii9 V13 Imaj9 V13", "ii9 V13 iii11 VI7b9 ii9 V13 Imaj9 Imaj9", "vi9 II9 ii9 V13 iii11 bIII°7 ii9/V13 Imaj9"),
        "bridge": ("iii11 VI7b9 iii11 VI7b9 ii9 II9 ii9 V13", "III7 III7 VI7 VI7 II9 II9 V13 V13", "iv9 bVII9 Imaj9 VI7b9 vi9 II9 ii9 V13"),
    },
    "jazz-minor": {
        "verse": ("i9 iiø/V7b9 i9 bVI9/V7b9 i9 iv9 iiø V7b9", "i6 iv9 bVII9 bIIImaj7 bVImaj7 iiø V7b9 i6", "i9 bVII9 bVImaj7 V7b9 i9 bVII9 bVImaj7/V7b9 i6"),
        "chorus": ("iv9 bVII9 bIIImaj7 bVImaj7 iiø V7b9 i9 i9", "bVImaj7 V7b9 i9 bVII9 bVI9 V7b9 i6 V7b9", "iiø V7b9 i9 VI7b9 ii9 V7b9 i9 i6"),
        "bridge": ("iv9 bVII9 bIIImaj9 bVImaj7 iiø V7b9 i9 V7b9", "bVImaj7 bVImaj7 iv9 iv9 iiø iiø V7b9 V7b9"),
    },
    "blues": {
        "verse": ("I7 IV9 I7 I7 IV9 IV9 I7 VI7 ii9 V13 I7/VI7 ii9/V13", "I7 I7 I7 I7 IV9 IV9 I7 I7 V7 IV9 I7 V7", "I7 IV9 I7 I7 IV9 #iv°7 I7 VI7 ii9 V13 iii11/VI7 ii9/V13"),
        "chorus": ("I7 IV9 I7 I7 IV9 #iv°7 I7 VI7 V7 IV9 I7 V7", "I7 I7 I7 I7 IV9 IV9 I7 VI7 ii9 V7 I7 V7", "I7 IV9 I7 I7 IV9 IV9 I7 I7 V7 V7 I7 I7"),
        "bridge": ("IV9 IV9 I7 I7 II7 II7 V7 V7", "IV9 #iv°7 I7 VI7 II7 II7 ii9 V7"),
    },
    "blues-minor": {
        "verse": ("i9 iv9 i9 i9 iv9 iv9 i9 i9 bVI9 V7b9 i9 V7b9", "i9 i9 i9 i9 iv9 iv9 i9 i9 iiø V7b9 i9 V7b9"),
        "chorus": ("i9 i9 i9 i9 iv9 iv9 i9 i9 V7b9 iv9 i9 V7b9", "i9 iv9 i9 i9 iv9 iv9 i9 i9 bVI9 V7b9 i9 i9"),
        "bridge": ("iv9 iv9 bIII bIII iiø iiø V7b9 V7b9", "bVImaj7 bVImaj7 i9 i9 bVI9 bVI9 V7b9 V7b9"),
    },
    "funk": {
        "verse": ("i9 IV9 i9 IV9 i9 IV9 i9 bVII9", "i9 i9 i9 IV9 i9 i9 bIII9/bII9 i9", "i9 i9 bVII9 IV9 i9 i9 bVII9 v11", "i9 v11 i9 v11 i9 v11 bVImaj7 bVII9"),
        "chorus": ("iv9 bVII9 bIIImaj7 bVImaj7 iv9 bVII9 i9 V7", "bVImaj7 bVII9 i9 i9 bVImaj7 bVII9 iv9 V7", "bIIImaj7 IV9 i9 i9 bIIImaj7 IV9 v11 V7", "iv9 iv9 i9 i9 iv9 iv9 bVImaj7 V7"),
        "bridge": ("bIII9 bIII9 IV9 V7", "v11 IV9 bIII9 bII9", "bVImaj7 bVII9 bVImaj7 V7"),
    },
    "funk-major": {
        "verse": ("I9 I9 IV9 I9 I9 I9 IV9 V11", "I9 bVII9 IV9 I9 I9 bVII9 IV9 V11", "I9 IV9 I9 IV9 I9 IV9 ii9 V11"),
        "chorus": ("IV9 I9 IV9 II9 IV9 I9 ii9 V11", "bVII9 IV9 I9 I9 bVII9 IV9 ii9 V11", "vi9 ii9 V11 I9 vi9 ii9 IV9 V11"),
        "bridge": ("bIII9 IV9 bIII9 V11", "ii9 ii9 IV9 V11"),
    },
    "two-chord": {
        "verse": ("i i bVII bVII i i bVI bVII", "i i iv iv i i bVI v", "i i i bVI i i i bVII", "i i v v i i bVI bVII"),
        "chorus": ("i bVI bIII bVII i bVI iv v", "bVI bVI bVII bVII i i bIII bVII", "bIII bVII i i bIII bVII bVI v", "iv iv i i bVI bVII i i"),
        "bridge": ("bVI bVI iv iv", "bII bII i i", "iv iv v v"),
    },
    "two-chord-major": {
        "verse": ("I I ii ii I I IV V", "I I bVII bVII I I IV IV", "I I IV IV I I ii V", "I I vi vi IV IV V V"),
        "chorus": ("IV V I vi IV V I I", "I V IV IV I V IV V", "vi IV I V vi IV ii V", "I bVII IV IV I bVII IV V"),
        "bridge": ("vi vi IV V", "ii ii IV V", "IV IV bVII V"),
    },
    "reggae": {
        "verse": ("I I ii ii I I IV V", "I IV I V I IV ii V", "I V vi IV I V IV V", "I ii I ii vi ii IV V"),
        "chorus": ("IV I IV I IV I ii V", "I V IV I I V IV/V I", "vi IV I V vi IV ii V"),
        "bridge": ("vi iii IV V", "ii iii IV V"),
    },
    "reggae-minor": {
        "verse": ("i i iv iv i i bVII v", "i bVII i bVII i bVII bVI v", "i iv bVII bIII i iv v i"),
        "chorus": ("iv i iv i bVI bVII i i", "bVI bIII bVII i bVI bIII iv v", "i bVII bVI bVII i bVII iv i"),
        "bridge": ("bIII bVII iv v", "iv bVII bIII v"),
    },
    "bossa": {
        "verse": ("Imaj9 Imaj9 II9 II9 ii9 V13 Imaj9 bII9", "Imaj7 #i°7 ii9 V13 iii11 bIII°7 ii9 V13", "Imaj9 bVII13 Imaj9 VI7b9 ii9 bII9 iii11/bIII°7 ii9/V13", "Imaj9 vi9 ii9 V13 v9 I9 IVmaj7 iv9"),
        "chorus": ("ii9 V13 Imaj9 VI7b9 iv9 bVII13 iii11 VI7b9", "IVmaj7 iv9 iii11 VI7b9 II9 V13 Imaj9 bII9", "IVmaj7 bVII9 iii11 VI7b9 ii9 II9 ii9 V13", "vi9 II9 ii9 V13 iii11 bIII°7 ii9 bII9"),
        "bridge": ("bIImaj7 IV9 #i11 II9 ii9 bVII9 iii11/VI7b9 ii9/V13", "iv9 bVII13 bIIImaj7 bVImaj7 ii9 V13 Imaj9 V13"),
    },
    "bossa-minor": {
        "verse": ("i9 i9 bVImaj7 V7b9 i9 iv9 iiø V7b9", "i9 iv9 bVII9 bIIImaj7 bVImaj7 iiø V7b9 i6", "i6 i6 iiø V7b9 i6 bVI9 iiø V7b9"),
        "chorus": ("iv9 bVII9 bIIImaj7 bVImaj7 iiø V7b9 i9 V7b9", "bVImaj7 bVII9 i9 i9 iv9 iiø V7b9 i9", "iv9 V7b9 i9 bIIImaj7 bVImaj7 iiø V7b9 i6"),
        "bridge": ("bIImaj7 bVImaj7 iv9 V7b9", "iv9 bVII9 bIIImaj9 V7b9"),
    },
    "latin": {
        "verse": ("i iv V7 V7 i iv V7 i", "i bVII bVI V7 i bVII bVI V7", "i i iv iv V7 V7 i V7", "i V7 i V7 iv i V7 i"),
        "chorus": ("iv bVII bIII bVI iiø V7 i i", "i iv bVII bIII bVI iv V7 V7", "bVI bVII i i bVI bVII V7 V7"),
        "bridge": ("bVI bVI bIII bIII iv iv V7 V7", "iv iv i i bII bII V7 V7"),
    },
    "latin-major": {
        "verse": ("I IV V7 IV I IV V7 V7", "I I V7 V7 ii V7 I I", "I vi ii V7 I vi ii V7"),
        "chorus": ("I vi ii V7 I vi ii/V7 I", "IV V7 iii vi ii V7 I I", "IV iv I VI7 ii V7 I I"),
        "bridge": ("vi ii V7 I vi II7 ii V7", "IV IV iii vi II7 II7 V7 V7"),
    },
    "folk": {
        "verse": ("I IV I V I IV I/V I", "I V vi iii IV I IV V", "I vi IV I I vi ii V", "I iii IV I I iii IV V"),
        "chorus": ("IV I V vi IV I V V", "I IV vi V IV I V I", "IV V I vi IV V I I"),
        "bridge": ("vi V IV I", "ii vi IV V", "bVII IV I V"),
    },
    "folk-minor": {
        "verse": ("i bVII i v i bVII bIII V", "i bIII bVII iv i bIII v i", "i v i iv i v bVI v", "i bVI bIII bVII i bVI iv v", "i iv bVII bIII bVI iv V i"),
        "chorus": ("bIII bVII i i bVI bVII i i", "iv bVII bIII bVI iv v i i", "bVI bIII bVII i bVI bIII iv V", "bIII bVII iv i bIII bVII v i"),
        "bridge": ("bVI bIII iv V", "iv i bVI V", "bVI bVII iv V"),
    },
    "classical": {
        "verse": ("I V vi iii IV I ii V7", "I ii V7 I vi ii V7 I", "I vi IV ii V7 V7 I I", "I IV I V I IV ii/V7 I"),
        "chorus": ("vi iii IV I ii vi II7 V7", "IV V7 iii vi ii V7 I I", "I V7 I IV vi ii V7 I", "ii V7 iii vi IV I/V ii V7"),
        "bridge": ("vi III7 vi II7 IV ii V V7", "iv bVII bIII bVI iv ii V V7", "ii VI7 ii V7"),
    },
    "classical-minor": {
        "verse": ("i iv V7 i bVI iv V7 V7", "i v bVI bIII iv i iv V7", "i iiø V7 i iv bVII bIII V7", "i bVI iv V i bIII iiø V7"),
        "chorus": ("bIII bVII i V7 bVI bIII iv V7", "iv bVII bIII bVI iiø V7 i i", "bVI bIII iv i bVI iv V7 i"),
        "bridge": ("bVI bIII bII V7", "I7 iv bVII7 bIII iv iiø V V7"),
    },
    "epic": {
        "verse": ("i bVI bIII bVII i bVI iv V", "i i bVI bVI iv iv bVII V", "i bVII bVI bVI i bVII iv V", "i bIII bVI iv i bIII bVII V"),
        "chorus": ("bVI bVII i bIII iv bVI bVII i", "i bIII bVII IV i bIII bVI bVII", "i v bVI bIII iv i bVI V", "bVI bIII bVII i bVI bIII iv V"),
        "bridge": ("bVI bII i V", "iv bVI bII V", "i bV bVI V"),
    },
    "epic-major": {
        "verse": ("I V vi IV I V bVI bVII", "I IV vi V I IV ii V", "I iii vi IV I iii ii V", "I bVII IV I I bVII bVI V"),
        "chorus": ("IV V vi I IV bVI bVII I", "I bVI bIII bVII I bVI IV V", "vi IV I V vi IV bVI bVII"),
        "bridge": ("bVI bIII bVII V", "vi iii IV V", "ii vi IV V"),
    },
    "suspense": {
        "verse": ("i i bII i i i bVI5 bVII5", "i i° i bVI i iv° bII V", "i bVI i bV", "i bII i v i bII bVI V", "i iv° i bVI i iv° bVII5 V"),
        "chorus": ("i bVI bII V i bVI iv bII", "iv i bVI+ V7 iv bII i V7", "i bV bVI V i bV bII V", "bVI bII i i bVI bII V7 i"),
        "bridge": ("bV i bII V", "i° bVI+ bII V7b9", "bVI bV bII V"),
    },
    "christmas": {
        "verse": ("I vi ii V7 I vi ii V7", "I I7 IV iv I VI7 ii V7", "I iii IV I ii VI7 II7 V7"),
        "chorus": ("IV iii ii I IV VI7 ii V7", "IV iv I VI7 II7 II7 ii V7", "I III7 vi I7 IV iv I/V7 I", "I vi IV V7 iii VI7 ii/V7 I"),
        "bridge": ("vi III7 vi II7 IV iv V V7", "iv bVII I VI7 II7 II7 ii V7"),
    },
    "dorian": {
        "verse": ("i IV i IV i bVII IV i", "i bVII IV i i ii bIII IV", "i ii bIII IV i bVII IV IV", "i i IV IV bVII bVII IV i"),
        "chorus": ("bIII IV i i bIII IV bVII i", "IV i IV i bVII IV i i", "bVII IV i i bVII IV bIII IV"),
        "bridge": ("ii bIII IV IV", "bVII IV bVII IV"),
    },
    "dorian-rich": {
        "verse": ("i9 IV9 i9 IV9 i9 ii7 bIIImaj7 IV9", "i9 ii7 i9 IV9 i9 ii7 bIIImaj7 IV9", "i9 IV9 bVIImaj7 i9 i9 IV9 ii7 IV9"),
        "chorus": ("bIIImaj7 IV9 i9 i9 bVIImaj7 IV9 i9 i9", "IV9 i9 IV9 i9 bIIImaj7 ii7 IV9 i9", "bVIImaj7 bIIImaj7 IV9 i9 bVIImaj7 bIIImaj7 IV9 IV9"),
        "bridge": ("ii7 bIIImaj7 IV9 IV9", "bVIImaj7 IV9 bVIImaj7 IV9"),
    },
    "phrygian": {
        "verse": ("i bII i bII bIII bII i i", "i i bII i i bvii bII i", "i bII bIII bII i bII bvii i"),
        "chorus": ("bII bIII bII i bVI bvii bII i", "iv bIII bII i iv bIII bII i", "bVI bII i i bVI bII bvii i"),
        "bridge": ("iv bvii bII bII", "bVI bIII bII bII"),
    },
    "phrygian-rich": {
        "verse": ("i7 bIImaj7 i7 bIImaj7 i7 bvii7 bIImaj7 i7", "i7 bIImaj7 bIII7 bIImaj7 i7 bIImaj7 bvii7 i7", "i7 i7 bIImaj7 bIImaj7 bVImaj7 bvii7 bIImaj7 i7"),
        "chorus": ("iv9 bIII7 bIImaj7 i7 bvii7 bIII7 bIImaj7 i7", "bVImaj7 bIImaj7 i7 i7 bVImaj7 bIImaj7 bvii7 i7", "bIImaj7 bIII7 i7 i7 bIImaj7 bvii7 bIImaj7 i7"),
        "bridge": ("iv9 bvii7 bIImaj7 bIImaj7", "bVImaj7 bvii7 bIImaj7 bIImaj7"),
    },
    "lydian": {
        "verse": ("I II I II vi II V I", "I I II II V V I II", "I II vi V I II V II"),
        "chorus": ("II I V I II I vi II", "vi II I I vi II V I", "V II I I V II vi II"),
        "bridge": ("iii vi II II", "vii iii II II"),
    },
    "lydian-rich": {
        "verse": ("Imaj9 II7 Imaj9 II7 vi9 II7 Vmaj7 Imaj9", "Imaj9 II7 vi9 II7 Imaj9 Vmaj7 vi9 II7", "Imaj9 Imaj9 II7 II7 Vmaj7 vi9 II7 Imaj9"),
        "chorus": ("II7 Imaj9 Vmaj7 Imaj9 vi9 II7 Imaj9 Imaj9", "vi9 II7 Imaj9 Imaj9 vi9 II7 Vmaj7 II7", "Vmaj7 II7 Imaj9 vi9 Vmaj7 II7 Imaj9 Imaj9"),
        "bridge": ("iii7 vi9 II7 II7", "vi9 iii7 II7 II7"),
    },
    "mixolydian": {
        "verse": ("I bVII IV I I bVII IV bVII", "I I bVII IV I v IV bVII", "I IV bVII IV I IV bVII bVII"),
        "chorus": ("bVII IV I I bVII IV I bVII", "IV bVII I I IV bVII I I", "I v bVII IV I v bVII bVII"),
        "bridge": ("v bVII IV bVII", "vi ii bVII bVII"),
    },
    "mixolydian-rich": {
        "verse": ("I9 v9 I9 v9 IVmaj9 bVIImaj9 I9 I9", "I9 bVIImaj9 IVmaj9 I9 I9 v9 IVmaj9 bVIImaj9", "I9 IVmaj9 bVIImaj9 I9 I9 IVmaj9 v9 I9"),
        "chorus": ("bVIImaj9 IVmaj9 I9 I9 bVIImaj9 IVmaj9 v9 bVIImaj9", "IVmaj9 v9 I9 I9 IVmaj9 bVIImaj9 I9 I9", "v9 IVmaj9 I9 I9 v9 IVmaj9 bVIImaj9 bVIImaj9"),
        "bridge": ("ii9 v9 bVIImaj9 bVIImaj9", "IVmaj9 v9 bVIImaj9 bVIImaj9"),
    },
}  # fmt: skip
