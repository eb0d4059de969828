package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
)

// signRows measure signing against the bare computation of the signature.
func signRows() []row {
	signer := newSigner()
	var rows []row
	for _, size := range []struct {
		bytes  int
		target string
	}{{200, "≤ 6"}, {10_000, "≤ 1.15"}, {2_000_000, "≤ 1.08"}} {
		body := bytes.Repeat([]byte("a"), size.bytes)
		request := must(http.NewRequest(http.MethodPost, server+"v1/mass/payout/init", bytes.NewReader(body)))
		rows = append(rows, row{
			work: fmt.Sprintf("Signer.Edit of %d bytes", size.bytes), base: variant{name: "HMAC", do: func() { rawSignature(body) }}, target: size.target,
			ours: []variant{{name: "Edit", allocs: true, do: func() {
				request.Body = must(request.GetBody())
				sign(signer, request)
			}}},
		})
	}
	return rows
}

// rawSignature is the header that the signature ends in, without a request.
func rawSignature(body []byte) string {
	h := hmac.New(sha256.New, []byte("sandbox-secret"))
	h.Write([]byte("1759231970716123456789/v1/mass/payout/init"))
	h.Write(body)
	return "IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte("apiKey:sandbox-key&randomKey:1759231970716123456789&signature:"+hex.EncodeToString(h.Sum(nil))))
}
