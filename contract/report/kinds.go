package report

import "github.com/iyzipayout/iyzipayout/contract"

// kind is a kind of finding with what a reader needs to act on it.
type kind struct {
	kind contract.Kind
	help string
}

// kinds lists every kind in the order of package contract.
func kinds() []kind {
	return []kind{
		{contract.KindServer, "The request goes to a server that the document does not name. Allow another one with --allow-server."},
		{contract.KindUnknownPath, "No operation of the document has this path."},
		{contract.KindPathCase, "The path is a documented one but for capitals, which count."},
		{contract.KindPathSlash, "The path has a doubled or trailing slash, which breaks the signature too."},
		{contract.KindEmptyPathParameter, "Nothing stands in the path where a value belongs, such as the requestId of cancel."},
		{contract.KindMethod, "The path is documented, with another HTTP method."},
		{contract.KindMissingParameter, "A required query parameter, such as locale, is missing."},
		{contract.KindUnknownParameter, "A query parameter is not documented."},
		{contract.KindRepeatedParameter, "A query parameter is given more than once, so that it is not clear which one counts."},
		{contract.KindAuthorization, "The Authorization header is missing or has not the form of IYZWSv2. Browsers drop it from HAR files unless they are told to export sensitive data."},
		{contract.KindSignature, "The signature does not fit the request."},
		{contract.KindMediaType, "Content-Type is not the documented one."},
		{contract.KindStatusCode, "The HTTP status is not documented for the operation."},
		{contract.KindEmptyBody, "The body is empty where one is documented."},
		{contract.KindUnexpectedBody, "A body is sent where none is documented."},
		{contract.KindBodySize, "The body is longer than what the checker looks at."},
		{contract.KindNotJSON, "The body is not JSON."},
		{contract.KindHTML, "The body is markup, such as the error page of a proxy, where JSON is documented."},
		{contract.KindTruncated, "The JSON ends in the middle."},
		{contract.KindTrailingData, "More stands behind the JSON document."},
		{contract.KindByteOrderMark, "The body begins with a byte order mark, which RFC 8259 forbids."},
		{contract.KindInvalidUTF8, "The body is not UTF-8."},
		{contract.KindSurrogate, "A \\u escape is half of a surrogate pair, which is no character."},
		{contract.KindDuplicateKey, "A key stands twice in one object: decoders do not agree which one counts."},
		{contract.KindType, "A value has another JSON type than the documented one."},
		{contract.KindNull, "A value is null where the document allows none."},
		{contract.KindMissingProperty, "A required member is missing."},
		{contract.KindUnknownProperty, "A member is not documented."},
		{contract.KindRenamedProperty, "An undocumented member looks like a documented one that is missing."},
		{contract.KindEnum, "A value is none of the documented ones."},
		{contract.KindEnumCase, "A value is a documented one but for capitals, which count."},
		{contract.KindAlternative, "A value fits none, or too many, of the documented alternatives."},
		{contract.KindConstraint, "A value breaks a documented limit: length, range, pattern or number of elements."},
		{contract.KindIntegerForm, "An integer is written with a fraction or an exponent, which typed clients refuse."},
		{contract.KindNumberRange, "A number has more digits than its type holds, so clients would read another one."},
		{contract.KindRule, "A rule that the vendor's pages state in words is broken."},
		{contract.KindDisappeared, "A member is optional on paper, was in every known-good recording, and is gone."},
		{contract.KindChangedType, "A member has a JSON type that no known-good recording has."},
		{contract.KindEcho, "The response does not repeat what the request said where it has to."},
		{contract.KindContradiction, "The response contradicts itself."},
		{contract.KindSum, "Numbers of the response do not add up."},
		{contract.KindState, "A status follows one that it cannot follow."},
		{contract.KindIdentity, "Exchanges disagree about which mass payout they are about."},
		{contract.KindClock, "The vendor's clock runs backwards."},
		{contract.KindItems, "The listed items are not those that were sent."},
	}
}

// Help explains a kind, or says nothing of one that is not listed.
func Help(k contract.Kind) string {
	for _, each := range kinds() {
		if each.kind == k {
			return each.help
		}
	}
	return ""
}
