// Package digest names bytes by their SHA-256.
package digest

import (
	"crypto/sha256"
	"encoding/hex"
)

// SHA256 returns 64 lower-case hex digits.
func SHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
