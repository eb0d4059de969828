package diagnose

import (
	"net/http"
	"slices"
)

// A combination has at most this many mistakes: with more, almost any request can
// be explained by some text, and the work grows with the power.
const maxMistakes = 3

// maxHashed bounds the work of one diagnosis, in bytes that go through a hash.
const maxHashed = 256 << 20

// guess is one value that may have been used, with the mistakes that lead to it;
// the right value has none.
type guess[T any] struct {
	value    T
	mistakes []string
}

// guesses collects different values. The simplest explanation of a value is kept.
type guesses[T ~string] struct {
	list []guess[T]
	at   map[T]int
}

func (g *guesses[T]) add(value T, mistakes ...string) {
	if len(mistakes) > maxMistakes {
		return
	}
	if at, known := g.at[value]; known {
		if len(mistakes) < len(g.list[at].mistakes) {
			g.list[at].mistakes = mistakes
		}
		return
	}
	if g.at == nil {
		g.at = map[T]int{}
	}
	g.at[value] = len(g.list)
	g.list = append(g.list, guess[T]{value, mistakes})
}

// outcome of a search.
type outcome int

const (
	explained outcome = iota
	unexplained
	gaveUp // the work became too much
)

// search goes through the product of all guesses, fewest mistakes first.
type search struct {
	randomKeys []guess[string]
	paths      []guess[string]
	bodies     []guess[string]
	orders     []guess[assemble]
	keys       []guess[string]
	digests    []guess[digest]
	signatures []guess[string] // decoded

	hashed int
}

// explain returns the mistakes that give the signature of the request.
func explain(c claim, r *http.Request, body []byte, right pair, templates []string) ([]string, outcome) {
	signatures := signatureGuesses(c.signature)
	if len(signatures) == 0 {
		return []string{"signature-unreadable"}, explained
	}
	depth := rewriteDepth(len(body))
	s := search{
		randomKeys: randomKeyGuesses(c),
		paths:      pathGuesses(r, templates),
		bodies:     bodyGuesses(body, depth),
		orders:     orderGuesses(),
		digests:    digestGuesses(),
		signatures: signatures,
	}
	keys, cut := keyGuesses(c, right), cutKeys(right.secretKey)
	for total := range maxMistakes + 1 {
		// Last, because they are most of the work.
		for _, s.keys = range [][]guess[string]{keys, cut} {
			found, result := s.withMistakes(total)
			if result != unexplained {
				return found, result
			}
		}
	}
	if depth < maxMistakes {
		return nil, gaveUp
	}
	return nil, unexplained
}

// withMistakes tries all combinations of exactly this many mistakes.
func (s *search) withMistakes(total int) ([]string, outcome) {
	for _, path := range s.paths {
		for _, body := range s.bodies {
			if len(path.mistakes)+len(body.mistakes) > total {
				continue
			}
			for _, randomKey := range s.randomKeys {
				for _, order := range s.orders {
					left := total - len(path.mistakes) - len(body.mistakes) - len(randomKey.mistakes) - len(order.mistakes)
					if left < 0 {
						continue
					}
					more, result := s.digestOf(order.value(randomKey.value, path.value, body.value), left)
					if result != unexplained {
						return slices.Concat(path.mistakes, body.mistakes, randomKey.mistakes, order.mistakes, more), result
					}
				}
			}
		}
	}
	return nil, unexplained
}

// digestOf tries to make the signature out of this text with exactly this many mistakes.
func (s *search) digestOf(text []byte, total int) ([]string, outcome) {
	for _, signature := range s.signatures {
		for _, digest := range s.digests {
			if digest.value.size != len(signature.value) {
				continue
			}
			for _, key := range s.keys {
				if len(signature.mistakes)+len(digest.mistakes)+len(key.mistakes) != total {
					continue
				}
				// 256: a digest of nothing costs some blocks too.
				if s.hashed += len(text) + 256; s.hashed > maxHashed {
					return nil, gaveUp
				}
				if string(digest.value.sum([]byte(key.value), text)) == signature.value {
					return slices.Concat(signature.mistakes, digest.mistakes, key.mistakes), explained
				}
			}
		}
	}
	return nil, unexplained
}
