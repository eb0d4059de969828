package signing

// Mistakes in the form of the Authorization header.
const (
	MistakeAuthorizationMissing  Mistake = "authorization-missing"
	MistakeAuthorizationRepeated Mistake = "authorization-repeated"
	MistakeSchemeMissing         Mistake = "scheme-missing"
	MistakeSchemeBlankMissing    Mistake = "scheme-blank-missing"
	MistakeSchemeWrong           Mistake = "scheme-wrong"
	MistakeSchemeOld             Mistake = "scheme-old"
	MistakePayloadPlain          Mistake = "payload-not-base64"
	MistakePayloadVariant        Mistake = "payload-base64-variant"
	MistakePayloadWrapped        Mistake = "payload-white-space"
	MistakePayloadTwice          Mistake = "payload-base64-twice"
	MistakePayloadUnreadable     Mistake = "payload-unreadable"
	MistakeFieldSeparator        Mistake = "field-separator"
	MistakeFieldOrder            Mistake = "field-order"
	MistakeAPIKeyMissing         Mistake = "api-key-missing"
	MistakeRandomKeyMissing      Mistake = "random-key-missing"
	MistakeRandomKeyDiffers      Mistake = "random-key-differs"
	MistakeSignatureMissing      Mistake = "signature-missing"
)

func headerFindings() []Finding {
	return []Finding{
		{MistakeAuthorizationMissing, "The request has no Authorization header (errorCode 1009).",
			"Send Authorization: IYZWSv2 <base64>."},
		{MistakeAuthorizationRepeated, "The request has more than one Authorization header; the first was looked at.",
			"Send one."},
		{MistakeSchemeMissing, "The Authorization value has no scheme.",
			"Put \"IYZWSv2 \" before the base64."},
		{MistakeSchemeBlankMissing, "There is not exactly one blank between IYZWSv2 and the base64.",
			"Write \"IYZWSv2\", one blank, the base64."},
		{MistakeSchemeWrong, "The scheme of the Authorization value is not IYZWSv2, written like this.",
			"Begin the value with \"IYZWSv2 \"."},
		{MistakeSchemeOld, "This is the old IYZWS scheme: \"apiKey:hash\" with the SHA-1 of a PKI string.",
			"Sign with IYZWSv2: HMAC-SHA256 of the random key, the path and the JSON body."},
		{MistakePayloadPlain, "The fields stand in the header as they are, not in base64.",
			"Put base64 of \"apiKey:K&randomKey:R&signature:S\" after the scheme."},
		{MistakePayloadVariant, "The payload is in base64 without padding or in the URL alphabet.",
			"Use standard base64, with '=' at the end where it belongs."},
		{MistakePayloadWrapped, "There is white space inside the payload: the base64 was broken into lines, or has blanks around it.",
			"Use an encoder that breaks no lines."},
		{MistakePayloadTwice, "The payload is in base64 twice.",
			"Encode it once."},
		{MistakePayloadUnreadable, "What follows the scheme is not base64 of the three fields.",
			"Put base64 of \"apiKey:K&randomKey:R&signature:S\" after the scheme."},
		{MistakeFieldSeparator, "The fields are not written \"name:value\", joined with '&' and without blanks.",
			"Write \"apiKey:K&randomKey:R&signature:S\"."},
		{MistakeFieldOrder, "The fields are not in the order apiKey, randomKey, signature.",
			"Write \"apiKey:K&randomKey:R&signature:S\"."},
		{MistakeAPIKeyMissing, "The payload has no apiKey field.",
			"Begin the payload with \"apiKey:K&\"."},
		{MistakeRandomKeyMissing, "The payload has no randomKey field, so the service cannot repeat the signature.",
			"Put \"randomKey:R&\" before the signature, with the random key that was signed."},
		{MistakeRandomKeyDiffers, "x-iyzi-rnd is not the randomKey of the Authorization header.",
			"Make one random key for each request and use it in the signature, in the header field and in x-iyzi-rnd."},
		{MistakeSignatureMissing, "The payload has no signature (errorCode 1007).",
			"End the payload with \"signature:S\"."},
	}
}
