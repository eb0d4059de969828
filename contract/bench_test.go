package contract

import (
	"fmt"
	"testing"
)

// BenchmarkCheck shows how many exchanges are checked per second, with the document compiled and a baseline learnt.
func BenchmarkCheck(b *testing.B) {
	c := today(b)
	c = today(b, WithBaseline(c.Learn(recordings(b, c)...)))
	for _, operation := range []string{"init", "retrieve"} {
		for _, items := range []int{1, 40, 1000} {
			good := choice{variant: 2, items: items, optional: all, locale: "en"}.make(c.operation(b, operation))
			e := good.exchange(b)
			if found := c.Check(e); len(found) > 0 {
				b.Fatal(found)
			}
			b.Run(fmt.Sprintf("%s/%d", operation, items), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(e.Request.Body) + len(e.Response.Body)))
				for b.Loop() {
					c.Check(e)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "exchanges/s")
			})
		}
	}
}

// BenchmarkNewChecker is what a program pays once.
func BenchmarkNewChecker(b *testing.B) {
	doc := documents(b)["corrected"]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewChecker(doc); err != nil {
			b.Fatal(err)
		}
	}
}
