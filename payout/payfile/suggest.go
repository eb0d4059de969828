package payfile

import (
	"maps"
	"slices"

	"github.com/iyzipayout/iyzipayout/internal/editdistance"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// nearestTo is the field that a misspelt name is closest to, or noField.
func nearestTo(name string) field {
	nearest, best := noField, 1+max(2, len(name)/4)
	for _, f := range fields() {
		if d := editdistance.Of([]rune(name), []rune(fold(string(f)))); d < best {
			nearest, best = f, d
		}
	}
	// The usual names are short and many: only a slip of the pen is taken for one.
	best = min(best, 1+max(1, len(name)/6))
	known := synonyms()
	for _, word := range slices.Sorted(maps.Keys(known)) {
		if d := editdistance.Of([]rune(name), []rune(word)); d < best && len(name) > 3 && known[word].field != noField {
			nearest, best = known[word].field, d
		}
	}
	return nearest
}

// suggestion names the field that a misspelt name is closest to, or all.
func suggestion(name string) localize.Said {
	if nearest := nearestTo(name); nearest != noField {
		return localize.Sayf(", did you mean %s?", nearest)
	}
	return localize.Sayf("; the known ones are %s", fields())
}
