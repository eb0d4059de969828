package emulator

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/spec"
)

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
	return words{en: join(gen.LocaleEn), tr: join(gen.LocaleTr)}
}

func mandatory(field string) words {
	return words{en: field + " is mandatory", tr: field + " gönderilmesi zorunludur"}
}

// ruleCode is the code for a broken x- rule.
func ruleCode(v spec.Violation) codes.Code {
	switch v.Rule {
	case "x-not-blank", "x-required-when":
		return codes.MandatoryField
	}
	return codes.InvalidRequest
}

// ruleWords says which rule a field breaks. The rules explain themselves in English only.
func ruleWords(field string, v spec.Violation) words {
	switch v.Rule {
	case "x-not-blank", "x-required-when":
		return mandatory(field)
	case "x-form", "x-form-by":
		return words{en: field + " " + v.Message, tr: field + " beklenen biçimde değil"}
	case "x-sign":
		return words{en: field + " " + v.Message, tr: field + " çok küçük"}
	case "x-digits":
		return words{en: field + " " + v.Message, tr: field + " çok fazla basamak içeriyor"}
	}
	return words{en: field + " " + v.Message, tr: field + " geçerli bir değer değil"}
}

// schemaWords says what is wrong with a value that the document's schema refuses. The library's own text is not used: it
// quotes values.
func schemaWords(field string, err *openapi3.SchemaError) words {
	switch err.SchemaField {
	case "required":
		return mandatory(field)
	case "anyOf":
		names := alternatives(err.Schema)
		return words{
			en: strings.Join(names, " or ") + " is mandatory",
			tr: strings.Join(names, " veya ") + " gönderilmesi zorunludur",
		}
	case "type", "nullable":
		kind := typeWords(err.Schema)
		return words{en: field + " must be " + kind.en, tr: field + " " + kind.tr + " olmalıdır"}
	case "enum":
		list := strings.Trim(fmt.Sprint(err.Schema.Enum), "[]")
		return words{en: field + " must be one of " + list, tr: field + " şunlardan biri olmalıdır: " + list}
	case "minimum":
		return words{
			en: fmt.Sprintf("%s must be %g or more", field, *err.Schema.Min),
			tr: fmt.Sprintf("%s %g veya daha büyük olmalıdır", field, *err.Schema.Min),
		}
	case "minItems":
		return words{
			en: fmt.Sprintf("%s must hold at least %d", field, err.Schema.MinItems),
			tr: fmt.Sprintf("%s en az %d öğe içermelidir", field, err.Schema.MinItems),
		}
	}
	return words{
		en: fmt.Sprintf("%s breaks %s of its schema", field, err.SchemaField),
		tr: fmt.Sprintf("%s, şemasındaki %s kuralına uymuyor", field, err.SchemaField),
	}
}

// alternatives lists the members of which an anyOf requires one.
func alternatives(schema *openapi3.Schema) []string {
	var names []string
	for _, part := range schema.AnyOf {
		names = append(names, part.Value.Required...)
	}
	return names
}

func typeWords(schema *openapi3.Schema) words {
	switch {
	case schema.Type.Is(openapi3.TypeString):
		return words{en: "a string", tr: "bir metin"}
	case schema.Type.Is(openapi3.TypeInteger):
		return words{en: "a whole number", tr: "bir tam sayı"}
	case schema.Type.Is(openapi3.TypeNumber):
		return words{en: "a number", tr: "bir sayı"}
	case schema.Type.Is(openapi3.TypeBoolean):
		return words{en: "true or false", tr: "true veya false"}
	case schema.Type.Is(openapi3.TypeArray):
		return words{en: "a list", tr: "bir liste"}
	}
	return words{en: "an object", tr: "bir nesne"}
}

// bankWords is what the bank says of a line that failed there.
func bankWords(f fate) words {
	switch f {
	case fateGivenBack, fateStaysFailed:
		return words{en: "The bank refused the payment", tr: "Banka ödemeyi reddetti"}
	case fateKeptBack:
		return words{
			en: "The bank refused the payment and it could not be given back",
			tr: "Banka ödemeyi reddetti ve tutar iade edilemedi",
		}
	}
	return words{}
}

func repeatedWords() words {
	return words{
		en: "itemExternalId is that of another line, too: all of them are refused",
		tr: "itemExternalId başka bir kalemde de kullanılmış: hepsi reddedildi",
	}
}
