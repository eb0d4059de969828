package emulator

import (
	"errors"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	jsonv2 "github.com/go-json-experiment/json"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/spec"
)

// failure is a call that is refused.
type failure struct {
	code  codes.Code
	about words  // what exactly is wrong; may be empty
	line  string // of UNVERIFIED.md, where that it is refused at all is our invention

	httpStatus int    // 0: the Behaviour decides
	allow      string // the Allow header of a wrong method
}

func invalid(en, tr string) *failure {
	return &failure{code: codes.InvalidRequest, about: words{en: en, tr: tr}}
}

// by names the line of UNVERIFIED.md that it is refused by.
func (f *failure) by(line string) *failure {
	f.line = line
	return f
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

// words is a text in both languages of the service. It never holds what a caller sent but names of documented members.
type words struct{ en, tr string }

func (w words) in(l gen.Locale) string {
	if l == gen.LocaleTr {
		return w.tr
	}
	return w.en
}

// sentence joins the service's text for a code with what exactly is wrong. Code 24 is a sentence about a field, so what
// is wrong takes its place.
func sentence(code codes.Code, about words) words {
	if code == codes.MandatoryField && about != (words{}) {
		return about
	}
	join := func(l gen.Locale) string {
		parts := []string{code.Message(string(l)), about.in(l)}
		if parts[0] == "" {
			parts[0] = words{en: "Refused", tr: "Reddedildi"}.in(l)
		}
		if parts[1] == "" {
			return parts[0]
		}
		return strings.Join(parts, ": ")
	}
	return words{join(gen.LocaleEn), join(gen.LocaleTr)}
}

func mandatory(field string) words {
	return words{field + " is mandatory", field + " gönderilmesi zorunludur"}
}

// ruleCode is the code for a broken x- rule.
func ruleCode(v spec.Violation) codes.Code {
	switch v.Rule {
	case "x-not-blank", "x-required-when", "x-required-one-of":
		return codes.MandatoryField
	}
	return codes.InvalidRequest
}

// ruleWords says which rule a field breaks. The rules explain themselves in English only.
func ruleWords(field string, v spec.Violation) words {
	if v.Rule == "x-required-one-of" {
		names := strings.TrimPrefix(v.Message, "must hold ")
		return words{mandatory(names).en, mandatory(strings.ReplaceAll(names, " or ", " veya ")).tr}
	}
	if ruleCode(v) == codes.MandatoryField {
		return mandatory(field)
	}
	tr := "geçerli bir değer değil"
	switch v.Rule {
	case "x-form", "x-form-by":
		tr = "beklenen biçimde değil"
	case "x-sign":
		tr = "çok küçük"
	case "x-digits":
		tr = "çok fazla basamak içeriyor"
	}
	return words{field + " " + v.Message, field + " " + tr}
}

// schemaWords says what is wrong with a value that the document's schema refuses. The library's own text is not used: it
// quotes values.
func schemaWords(field string, err *openapi3.SchemaError) words {
	switch err.SchemaField {
	case "required":
		return mandatory(field)
	case "type", "nullable":
		kind := typeWords(err.Schema)
		return words{field + " must be " + kind.en, field + " " + kind.tr + " olmalıdır"}
	case "enum":
		list := strings.Trim(fmt.Sprint(err.Schema.Enum), "[]")
		return words{field + " must be one of " + list, field + " şunlardan biri olmalıdır: " + list}
	case "minimum":
		return words{fmt.Sprintf("%s must be %g or more", field, *err.Schema.Min), fmt.Sprintf("%s %g veya daha büyük olmalıdır", field, *err.Schema.Min)}
	case "minItems":
		return words{fmt.Sprintf("%s must hold at least %d", field, err.Schema.MinItems), fmt.Sprintf("%s en az %d öğe içermelidir", field, err.Schema.MinItems)}
	}
	return words{fmt.Sprintf("%s breaks %s of its schema", field, err.SchemaField), fmt.Sprintf("%s, şemasındaki %s kuralına uymuyor", field, err.SchemaField)}
}

func typeWords(schema *openapi3.Schema) words {
	switch {
	case schema.Type.Is(openapi3.TypeString):
		return words{"a string", "bir metin"}
	case schema.Type.Is(openapi3.TypeInteger):
		return words{"a whole number", "bir tam sayı"}
	case schema.Type.Is(openapi3.TypeNumber):
		return words{"a number", "bir sayı"}
	case schema.Type.Is(openapi3.TypeBoolean):
		return words{"true or false", "true veya false"}
	case schema.Type.Is(openapi3.TypeArray):
		return words{"a list", "bir liste"}
	}
	return words{"an object", "bir nesne"}
}

// bankWords is what the bank says of a line that failed there.
func bankWords(fate string) words {
	switch fate {
	case MarkBankFail, MarkStayFailed:
		return words{"The bank refused the payment", "Banka ödemeyi reddetti"}
	case MarkDepositFail:
		return words{"The bank refused the payment and it could not be given back", "Banka ödemeyi reddetti ve tutar iade edilemedi"}
	}
	return words{}
}

func repeatedWords() words {
	return words{"itemExternalId is that of another line, too: all of them are refused", "itemExternalId başka bir kalemde de kullanılmış: hepsi reddedildi"}
}
