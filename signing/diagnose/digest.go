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

// Mistakes in the algorithm and in how the digest is written.
const (
	mistakeHashWeak            Mistake = "hmac-md5-or-sha1"
	mistakeHashLong            Mistake = "hmac-sha384-or-sha512"
	mistakeHashPlain           Mistake = "hash-without-hmac"
	mistakeHMACSwapped         Mistake = "hmac-arguments-swapped"
	mistakeSignatureUpperCase  Mistake = "signature-upper-case"
	mistakeSignatureBase64     Mistake = "signature-base64"
	mistakeSignatureBase64Kind Mistake = "signature-base64-variant"
	mistakeSignatureTwice      Mistake = "signature-encoded-twice"
	mistakeSignatureStray      Mistake = "signature-stray-characters"
	mistakeSignatureUnreadable Mistake = "signature-unreadable"
)

func digestFindings() []Finding {
	return []Finding{
		{mistakeHashWeak, "The HMAC is made with SHA-1 or MD5.", "Use HMAC-SHA256."},
		{mistakeHashLong, "The HMAC is made with SHA-384 or SHA-512.", "Use HMAC-SHA256."},
		{mistakeHashPlain, "The signature is a plain hash, not an HMAC.", "Use HMAC-SHA256, keyed with the secret key."},
		{mistakeHMACSwapped, "The text is used as the key of the HMAC and the key as its text.", "Exchange the two arguments."},
		{mistakeSignatureUpperCase, "The signature is in upper-case hex.", "Write it in lower-case hex."},
		{mistakeSignatureBase64, "The signature is in base64.", "Write it in lower-case hex."},
		{mistakeSignatureBase64Kind, "The signature is in base64 without padding or in the URL alphabet.", "Write it in lower-case hex."},
		{mistakeSignatureTwice, "The signature is encoded twice, for example base64 of the hex digits.", "Write the digest once, in lower-case hex."},
		{mistakeSignatureStray, "The signature has white space or quotation marks in it or around it.", "Write 64 lower-case hex digits and nothing else."},
		{mistakeSignatureUnreadable, "The signature is neither hex nor base64 of a digest of any usual length.", "Write 64 lower-case hex digits."},
	}
}

// digest is one way to make a digest of the signed text.
type digest struct {
	size int // in bytes
	sum  func(key, text []byte) []byte
}

func digestGuesses() []guess[digest] {
	var guesses []guess[digest]
	for _, kind := range []guess[func() hash.Hash]{
		{sha256.New, nil},
		{sha1.New, []Mistake{mistakeHashWeak}},
		{md5.New, []Mistake{mistakeHashWeak}},
		{sha512.New, []Mistake{mistakeHashLong}},
		{sha512.New384, []Mistake{mistakeHashLong}},
	} {
		add := func(sum func(key, text []byte) []byte, more ...Mistake) {
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
		add(func(key, text []byte) []byte { return keyed(text, key) }, mistakeHMACSwapped)
		add(func(_, text []byte) []byte { return plain(text) }, mistakeHashPlain)
		add(func(key, text []byte) []byte { return plain(key, text) }, mistakeHashPlain)
		add(func(key, text []byte) []byte { return plain(text, key) }, mistakeHashPlain)
	}
	return guesses
}

// signatureGuesses decodes the signature to the digests it may stand for; none if
// nothing in it has the length of a digest.
func signatureGuesses(signature string) []guess[string] {
	bare := strings.Join(strings.Fields(strings.Trim(signature, strays)), "")
	var stray []Mistake
	if bare != signature {
		stray = []Mistake{mistakeSignatureStray}
	}
	var decoded guesses[string]
	var add func(text string, depth int, mistakes ...Mistake)
	add = func(text string, depth int, mistakes ...Mistake) {
		for _, form := range decodeDigest(text) {
			all := slices.Concat(mistakes, form.mistakes)
			if isDigestSize(len(form.value)) {
				decoded.add(form.value, all...)
			}
			if depth == 0 {
				// The outer encoding is wrong as such, whichever it is.
				add(form.value, 1, slices.Concat(mistakes, []Mistake{mistakeSignatureTwice})...)
			}
		}
	}
	add(bare, 0, stray...)
	return decoded.list
}

// decodeDigest undoes one encoding.
func decodeDigest(text string) []guess[string] {
	if raw, err := hex.DecodeString(text); err == nil && len(raw) > 0 {
		if text != strings.ToLower(text) {
			return []guess[string]{{string(raw), []Mistake{mistakeSignatureUpperCase}}}
		}
		return []guess[string]{{string(raw), nil}}
	}
	raw, standard := decodeAnyBase64(text)
	switch {
	case raw == "":
		return nil
	case standard:
		return []guess[string]{{raw, []Mistake{mistakeSignatureBase64}}}
	default:
		return []guess[string]{{raw, []Mistake{mistakeSignatureBase64Kind}}}
	}
}

func isDigestSize(size int) bool {
	switch size {
	case md5.Size, sha1.Size, sha256.Size, sha512.Size384, sha512.Size:
		return true
	default:
		return false
	}
}
