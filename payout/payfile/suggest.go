package payfile

// suggestion names the field that a misspelt name is closest to, or nothing.
func suggestion(name string) string {
	best, nearest := 1+max(2, len(name)/4), ""
	for _, vendor := range fieldNames() {
		if d := distance(fold(name), fold(vendor)); d < best {
			best, nearest = d, vendor
		}
	}
	if nearest == "" {
		return "; the known ones are " + knownNames()
	}
	return ", did you mean " + nearest + "?"
}

// distance is how many letters must be changed, added or removed to get from a to b (Levenshtein).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			change := diagonal
			if r != s {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
