// Package editdistance says how far apart two spellings are.
package editdistance

// Of is how many letters must be changed, added or removed to get from a to b (Levenshtein).
func Of[L comparable](a, b []L) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, from := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, to := range b {
			change := diagonal
			if from != to {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
