// Package drift lists the kinds of drift that a checker can find, with what a reader needs to act on each.
package drift

// The kinds, by what they compare.
const (
	// The address.
	Server             = "server"               // none of the documented servers
	UnknownPath        = "unknown-path"         // no operation has it
	PathCase           = "path-case"            // an operation's path, but for capitals
	PathSlash          = "path-slash"           // an operation's path, but for a doubled or trailing slash
	EmptyPathParameter = "empty-path-parameter" // an operation's path with nothing where a value belongs
	Method             = "method"               // a documented path, another method

	// Parameters and headers.
	MissingParameter  = "missing-parameter"
	UnknownParameter  = "unknown-parameter"
	RepeatedParameter = "repeated-parameter"
	Authorization     = "authorization"
	Signature         = "signature"
	MediaType         = "media-type"
	StatusCode        = "status-code"

	// The text of a body.
	EmptyBody      = "empty-body"
	UnexpectedBody = "unexpected-body"
	BodySize       = "body-size" // more than the checker reads
	NotJSON        = "not-json"
	HTML           = "html"
	Truncated      = "truncated"
	TrailingData   = "trailing-data"
	ByteOrderMark  = "byte-order-mark"
	InvalidUTF8    = "invalid-utf8"
	Surrogate      = "lone-surrogate"
	NUL            = "nul"
	Charset        = "charset" // characters of an answer that was decoded as another charset
	DuplicateKey   = "duplicate-key"

	// Its schema.
	Type            = "type"
	Null            = "null"
	MissingProperty = "missing-property"
	UnknownProperty = "unknown-property"
	RenamedProperty = "renamed-property"
	Enum            = "enum"
	EnumCase        = "enum-case"
	Alternative     = "alternative" // none, or too many, of anyOf, oneOf, not
	Constraint      = "constraint"  // length, range, pattern, number of elements
	IntegerForm     = "integer-form"
	NumberRange     = "number-range"

	// What the pages say in words, and what recordings have in common.
	Rule        = "rule"
	Disappeared = "disappeared" // optional on paper, there in every recording, and gone
	ChangedType = "changed-type"

	// The meaning of one exchange, and of several in order.
	Echo          = "echo"
	Contradiction = "contradiction"
	Sum           = "sum"
	State         = "state"
	Identity      = "identity"
	Clock         = "clock"
	Items         = "items"
)

// Kind is a kind of drift.
type Kind struct{ ID, Help string }

// All lists every kind.
func All() []Kind {
	return []Kind{
		{Server, "The request goes to a server that the document does not name. Allow another one with --allow-server."},
		{UnknownPath, "No operation of the document has this path."},
		{PathCase, "The path is a documented one but for capitals, which count."},
		{PathSlash, "The path has a doubled or trailing slash, which breaks the signature too."},
		{EmptyPathParameter, "Nothing stands in the path where a value belongs, such as the requestId of cancel."},
		{Method, "The path is documented, with another HTTP method."},
		{MissingParameter, "A required query parameter, such as locale, is missing."},
		{UnknownParameter, "A query parameter is not documented."},
		{RepeatedParameter, "A query parameter is given more than once, so that it is not clear which one counts."},
		{Authorization, "The Authorization header is missing or has not the form of IYZWSv2. Browsers drop it from HAR files unless they are told to export sensitive data."},
		{Signature, "The signature does not fit the request."},
		{MediaType, "Content-Type is not the documented one."},
		{StatusCode, "The HTTP status is not documented for the operation."},
		{EmptyBody, "The body is empty where one is documented."},
		{UnexpectedBody, "A body is sent where none is documented."},
		{BodySize, "The body is longer than what the checker looks at."},
		{NotJSON, "The body is not JSON."},
		{HTML, "The body is markup, such as the error page of a proxy, where JSON is documented."},
		{Truncated, "The JSON ends in the middle."},
		{TrailingData, "More stands behind the JSON document."},
		{ByteOrderMark, "The body begins with a byte order mark, which RFC 8259 forbids."},
		{InvalidUTF8, "The body is not UTF-8."},
		{Surrogate, "A \\u escape is half of a surrogate pair, which is no character."},
		{NUL, "A text holds the character NUL, which databases and other programs refuse or take for its end."},
		{Charset, "A text looks like UTF-8 that was read as another charset, such as \"Ã¼\" for \"ü\"."},
		{DuplicateKey, "A key stands twice in one object: decoders do not agree which one counts."},
		{Type, "A value has another JSON type than the documented one."},
		{Null, "A value is null where the document allows none."},
		{MissingProperty, "A required member is missing."},
		{UnknownProperty, "A member is not documented."},
		{RenamedProperty, "An undocumented member looks like a documented one that is missing."},
		{Enum, "A value is none of the documented ones."},
		{EnumCase, "A value is a documented one but for capitals, which count."},
		{Alternative, "A value fits none, or too many, of the documented alternatives."},
		{Constraint, "A value breaks a documented limit: length, range, pattern or number of elements."},
		{IntegerForm, "An integer is written with a fraction or an exponent, which typed clients refuse."},
		{NumberRange, "A number has more digits than its type holds, so clients would read another one."},
		{Rule, "A rule that the vendor's pages state in words is broken."},
		{Disappeared, "A member is optional on paper, was in every known-good recording, and is gone."},
		{ChangedType, "A member has a JSON type that no known-good recording has."},
		{Echo, "The response does not repeat what the request said where it has to."},
		{Contradiction, "The response contradicts itself."},
		{Sum, "Numbers of the response do not add up."},
		{State, "A status follows one that it cannot follow."},
		{Identity, "Exchanges disagree about which mass payout they are about."},
		{Clock, "Time runs backwards: the vendor's clock, or a mass payout that ends before it begins."},
		{Items, "The listed items are not those that were sent, or pages of one list do not add up."},
	}
}

// Help explains a kind, or says nothing of one that is not listed.
func Help(id string) string {
	for _, each := range All() {
		if each.ID == id {
			return each.Help
		}
	}
	return ""
}
