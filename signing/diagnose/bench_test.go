package diagnose

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkRequestUnexplained is the most work that a diagnosis can make.
func BenchmarkRequestUnexplained(b *testing.B) {
	creds := markerCredentials(b)
	for _, items := range []int{1, 10, 100, 700, 2500, 50_000} {
		body := []byte("[" + strings.TrimSuffix(strings.Repeat(
			`{"itemExternalId":"x","amount":100.50,"recipientName":"Ayşe <Yılmaz>","path":"a/b","description":"ödeme"},`, items), ",") + "]")
		b.Run(fmt.Sprintf("%dkB", len(body)>>10), func(b *testing.B) {
			r := httptest.NewRequest("POST", "https://localhost"+initPath+"?locale=tr", nil)
			r.Header.Set("Authorization", authorization(markerAPIKey, "random", hexHMAC("x", "y")))
			b.ReportAllocs()
			for b.Loop() {
				if Request(r, body, creds).OK {
					b.Fatal("right?")
				}
			}
		})
	}
}
