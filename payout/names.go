package payout

import (
	"bytes"
	"encoding/json"
	"errors"
)

// maxNames is far above what any documented object holds.
const maxNames = 256

var (
	errTwice     = errors.New("an object has the same name twice, so it can be read in two ways")
	errManyNames = errors.New("an object has more members than any that is documented")
)

// checkNames refuses an object with two members of one name: encoding/json would take the last, others take the first, and
// the two may say "success" and "failure". Names that differ in case only count as the same, because encoding/json takes
// either for the field. data must be valid JSON.
func checkNames(data []byte) error {
	var open scopes
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			open.push(data[i] == '{')
		case '}', ']':
			open = open[:len(open)-1]
		case ',':
			if top := open.top(); top != nil {
				top.wantsName = top.isObject
			}
		case '"':
			end := stringEnd(data, i)
			if top := open.top(); top != nil && top.wantsName {
				if err := top.add(data[i:end]); err != nil {
					return err
				}
			}
			i = end - 1
		}
	}
	return nil
}

// scope is an object or array that has begun.
type scope struct {
	isObject, wantsName bool
	names               [][]byte
}

// scopes keeps the memory of what has ended for what begins at the same depth.
type scopes []scope

func (s *scopes) push(isObject bool) {
	if len(*s) < cap(*s) {
		*s = (*s)[:len(*s)+1]
	} else {
		*s = append(*s, scope{})
	}
	top := s.top()
	top.isObject, top.wantsName, top.names = isObject, isObject, top.names[:0]
}

func (s scopes) top() *scope {
	if len(s) == 0 {
		return nil
	}
	return &s[len(s)-1]
}

func (s *scope) add(quoted []byte) error {
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		var unescaped string
		if err := json.Unmarshal(quoted, &unescaped); err != nil {
			return err
		}
		name = []byte(unescaped)
	}
	for _, earlier := range s.names {
		if bytes.EqualFold(earlier, name) {
			return errTwice
		}
	}
	if len(s.names) == maxNames {
		return errManyNames
	}
	s.names, s.wantsName = append(s.names, name), false
	return nil
}

// stringEnd is the index behind the closing quotation mark of the string that begins at start.
func stringEnd(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}
