package transport

// WithRandom chooses the sample with another source of chance.
func WithRandom(random func() float64) Option {
	return func(t *Transport) error {
		t.random = random
		return nil
	}
}
