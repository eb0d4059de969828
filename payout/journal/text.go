package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// header is the first line of every journal.
const header = "iyzipayout journal 1\n"

// sumDigits is the length of a checksum.
const sumDigits = 16

// text is the whole part of a file.
type text struct {
	records []string
	last    string // the checksum of the last line
	size    int64  // bytes; 0 where there is not even a header
}

// parse reads a file up to what is torn off at its end, and refuses everything that was not written by add.
func parse(data []byte) (text, error) {
	rest := string(data)
	if strings.HasPrefix(header, rest) && rest != header {
		return text{}, nil // empty, or torn in its first line
	}
	rest, found := strings.CutPrefix(rest, header)
	if !found {
		return text{}, errors.New("this is not a journal of this version: its first line is not " + strings.TrimSpace(header))
	}
	t := text{size: int64(len(header))}
	for number := 2; ; number++ {
		line, after, whole := strings.Cut(rest, "\n")
		if !whole {
			return t, nil
		}
		sum, record, _ := strings.Cut(line, " ")
		if sum != checksum(t.last, record) {
			return text{}, fmt.Errorf("line %d is damaged: its checksum does not fit. Something was changed, or the disk fails; "+
				"restore the file, or ask the service what became of the payout", number)
		}
		t.records, t.last, t.size = append(t.records, record), sum, t.size+int64(len(line))+1
		rest = after
	}
}

// add returns the bytes to write at the end for a record, and what the file is then.
func (t text) add(record string) ([]byte, text, error) {
	if record == "" || strings.ContainsAny(record, "\n\r\x00") {
		return nil, t, errors.New("a record must be one line that is not empty")
	}
	sum := checksum(t.last, record)
	line := sum + " " + record + "\n"
	if t.size == 0 {
		line = header + line
	}
	next := text{records: append(t.records[:len(t.records):len(t.records)], record), last: sum, size: t.size + int64(len(line))}
	return []byte(line), next, nil
}

// checksum covers a record and, by the checksum before it, all that stand above.
func checksum(before, record string) string {
	sum := sha256.Sum256([]byte(before + "\n" + record))
	return hex.EncodeToString(sum[:])[:sumDigits]
}
