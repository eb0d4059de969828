package signing_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/iyzipayout/iyzipayout/signing"
)

func BenchmarkEdit(b *testing.B) {
	signer := newSigner(b)
	for _, size := range []int{0, 1 << 10, 1 << 20} {
		content := bytes.Repeat([]byte("x"), size)
		for _, once := range []bool{false, true} {
			b.Run(fmt.Sprintf("%dB/once=%t", size, once), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(size))
				for b.Loop() {
					body := io.Reader(bytes.NewReader(content))
					if once {
						body = io.NopCloser(body)
					}
					req, err := http.NewRequestWithContext(b.Context(), "POST", "https://localhost"+initPath, body)
					if err != nil {
						b.Fatal(err)
					}
					if err := signer.Edit(b.Context(), req); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	creds := markerCredentials(b)
	verifier := newVerifier(b, creds)
	body := bytes.Repeat([]byte("x"), 1<<10)
	signature, err := signing.Sign(creds, "random", initPath, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	for name, header := range map[string]string{
		"known":   signature.Header(),
		"unknown": authorization("sandbox-unknown", "random", signature.Value()),
	} {
		b.Run(name, func(b *testing.B) {
			r := newRequest(b, "POST", "https://localhost"+initPath, nil)
			r.Header.Set("Authorization", header)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := verifier.Verify(r, body); (err == nil) != (name == "known") {
					b.Fatal(err)
				}
			}
		})
	}
}
