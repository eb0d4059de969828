package payfile

import "github.com/iyzipayout/iyzipayout/internal/editdistance"

// suggestion names the field that a misspelt name is closest to, or nothing.
func suggestion(name string) string {
	best, nearest := 1+max(2, len(name)/4), ""
	for _, vendor := range fields() {
		if d := editdistance.Of([]rune(fold(name)), []rune(fold(string(vendor)))); d < best {
			best, nearest = d, string(vendor)
		}
	}
	if nearest == "" {
		return "; the known ones are " + knownNames()
	}
	return ", did you mean " + nearest + "?"
}
