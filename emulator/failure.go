package emulator

import (
	"errors"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/iyzipayout/iyzipayout/codes"
)

// failure is a call that is refused.
type failure struct {
	code  codes.Code
	about words // what exactly is wrong; may be empty

	httpStatus int    // 0: the Behaviour decides
	allow      string // the Allow header of a wrong method
}

func invalid(en, tr string) *failure {
	return &failure{code: codes.InvalidRequest, about: words{en: en, tr: tr}}
}

func system(en, tr string) *failure {
	return &failure{code: codes.System, about: words{en: en, tr: tr}}
}

// unreadable explains a body that the schema accepts and the request type cannot hold, such as a page of 1e30. The
// library's own text is not used: it quotes values.
func unreadable(err error) *failure {
	where := "body"
	if semantic, ok := errors.AsType[*jsonv2.SemanticError](err); ok {
		where = pointerField(string(semantic.JSONPointer))
	}
	return invalid(where+" has a value that is too large or not a whole number", where+" çok büyük ya da tam sayı olmayan bir değer içeriyor")
}
