package emulator

import (
	"errors"
	"net/http"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
)

// failure is a call that is refused.
type failure struct {
	code  codes.Code
	about words // what exactly is wrong; may be empty

	httpStatus int    // 0: WithFailureStatus decides
	allow      string // the Allow header of a wrong method
}

func invalid(en, tr string) *failure {
	return &failure{code: codes.InvalidRequest, about: words{en: en, tr: tr}}
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

// FailureStatus chooses the HTTP status of a refused call from 200 to 599; anything else counts as 200. It is not asked about
// what is no operation at all: an unknown path is 404, a wrong method 405.
type FailureStatus func(op gen.Operation, code codes.Code) int

// always200 is what was recorded of the vendor's classic API.
func always200(gen.Operation, codes.Code) int { return http.StatusOK }

func (f *failure) status(op gen.Operation, choose FailureStatus) int {
	if f.httpStatus != 0 {
		return f.httpStatus
	}
	if status := choose(op, f.code); status >= 200 && status <= 599 {
		return status
	}
	return http.StatusOK
}
