// Package digest is the sum by which pages and documents are known.
package digest

import (
	"crypto/sha256"
	"encoding/hex"
)

// SHA256 is the SHA-256 of the data in lower-case hex.
func SHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
