package diagnose

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"slices"
	"strings"
)

// digest is one way to make a digest of the signed text.
type digest struct {
	size int // in bytes
	sum  func(key, text []byte) []byte
}

func digestGuesses() []guess[digest] {
	var guesses []guess[digest]
	for _, kind := range []guess[func() hash.Hash]{
		{sha256.New, nil},
		{sha1.New, []string{"hmac-md5-or-sha1"}},
		{md5.New, []string{"hmac-md5-or-sha1"}},
		{sha512.New, []string{"hmac-sha384-or-sha512"}},
		{sha512.New384, []string{"hmac-sha384-or-sha512"}},
	} {
		add := func(sum func(key, text []byte) []byte, more ...string) {
			mistakes := slices.Concat(kind.mistakes, more)
			guesses = append(guesses, guess[digest]{digest{kind.value().Size(), sum}, mistakes})
		}
		plain := func(parts ...[]byte) []byte {
			sum := kind.value()
			for _, part := range parts {
				_, _ = sum.Write(part)
			}
			return sum.Sum(nil)
		}
		keyed := func(key, text []byte) []byte {
			mac := hmac.New(kind.value, key)
			_, _ = mac.Write(text)
			return mac.Sum(nil)
		}
		add(keyed)
		add(func(key, text []byte) []byte { return keyed(text, key) }, "hmac-arguments-swapped")
		add(func(_, text []byte) []byte { return plain(text) }, "hash-without-hmac")
		add(func(key, text []byte) []byte { return plain(key, text) }, "hash-without-hmac")
		add(func(key, text []byte) []byte { return plain(text, key) }, "hash-without-hmac")
	}
	return guesses
}

// signatureGuesses decodes the signature to the digests it may stand for; none if
// nothing in it has the length of a digest.
func signatureGuesses(signature string) []guess[string] {
	bare := strings.Join(strings.Fields(strings.Trim(signature, strays)), "")
	var stray []string
	if bare != signature {
		stray = []string{"signature-stray-characters"}
	}
	var decoded guesses[string]
	var add func(text string, depth int, mistakes ...string)
	add = func(text string, depth int, mistakes ...string) {
		for _, form := range decodeDigest(text) {
			all := slices.Concat(mistakes, form.mistakes)
			if isDigestSize(len(form.value)) {
				decoded.add(form.value, all...)
			}
			if depth == 0 {
				// The outer encoding is wrong as such, whichever it is.
				add(form.value, 1, slices.Concat(mistakes, []string{"signature-encoded-twice"})...)
			}
		}
	}
	add(bare, 0, stray...)
	return decoded.list
}

// decodeDigest undoes one encoding.
func decodeDigest(text string) []guess[string] {
	raw, err := hex.DecodeString(text)
	isHex := err == nil && len(raw) > 0
	decoded, standard := decodeAnyBase64(text)
	switch {
	case isHex && text == strings.ToLower(text):
		return []guess[string]{{string(raw), nil}}
	case isHex:
		return []guess[string]{{string(raw), []string{"signature-upper-case"}}}
	case decoded == "":
		return nil
	case standard:
		return []guess[string]{{decoded, []string{"signature-base64"}}}
	}
	return []guess[string]{{decoded, []string{"signature-base64-variant"}}}
}

func isDigestSize(size int) bool {
	return slices.Contains([]int{md5.Size, sha1.Size, sha256.Size, sha512.Size384, sha512.Size}, size)
}
