package diagnose

// Mistakes in the form of the Authorization header.
const (
	mistakeAuthorizationMissing  Mistake = "authorization-missing"
	mistakeAuthorizationRepeated Mistake = "authorization-repeated"
	mistakeSchemeMissing         Mistake = "scheme-missing"
	mistakeSchemeBlankMissing    Mistake = "scheme-blank-missing"
	mistakeSchemeWrong           Mistake = "scheme-wrong"
	mistakeSchemeOld             Mistake = "scheme-old"
	mistakePayloadPlain          Mistake = "payload-not-base64"
	mistakePayloadVariant        Mistake = "payload-base64-variant"
	mistakePayloadWrapped        Mistake = "payload-white-space"
	mistakePayloadTwice          Mistake = "payload-base64-twice"
	mistakePayloadUnreadable     Mistake = "payload-unreadable"
	mistakeFieldSeparator        Mistake = "field-separator"
	mistakeFieldOrder            Mistake = "field-order"
	mistakeAPIKeyMissing         Mistake = "api-key-missing"
	mistakeRandomKeyMissing      Mistake = "random-key-missing"
	mistakeRandomKeyDiffers      Mistake = "random-key-differs"
	mistakeSignatureMissing      Mistake = "signature-missing"
)

func headerFindings() []Finding {
	return []Finding{
		{mistakeAuthorizationMissing, "The request has no Authorization header (errorCode 1009).",
			"Send Authorization: IYZWSv2 <base64>."},
		{mistakeAuthorizationRepeated, "The request has more than one Authorization header; the first was looked at.",
			"Send one."},
		{mistakeSchemeMissing, "The Authorization value has no scheme.",
			"Put \"IYZWSv2 \" before the base64."},
		{mistakeSchemeBlankMissing, "There is not exactly one blank between IYZWSv2 and the base64.",
			"Write \"IYZWSv2\", one blank, the base64."},
		{mistakeSchemeWrong, "The scheme of the Authorization value is not IYZWSv2, written like this.",
			"Begin the value with \"IYZWSv2 \"."},
		{mistakeSchemeOld, "This is the old IYZWS scheme: \"apiKey:hash\" with the SHA-1 of a PKI string.",
			"Sign with IYZWSv2: HMAC-SHA256 of the random key, the path and the JSON body."},
		{mistakePayloadPlain, "The fields stand in the header as they are, not in base64.",
			"Put base64 of \"apiKey:K&randomKey:R&signature:S\" after the scheme."},
		{mistakePayloadVariant, "The payload is in base64 without padding or in the URL alphabet.",
			"Use standard base64, with '=' at the end where it belongs."},
		{mistakePayloadWrapped, "There is white space inside the payload: the base64 was broken into lines, or has blanks around it.",
			"Use an encoder that breaks no lines."},
		{mistakePayloadTwice, "The payload is in base64 twice.",
			"Encode it once."},
		{mistakePayloadUnreadable, "What follows the scheme is not base64 of the three fields.",
			"Put base64 of \"apiKey:K&randomKey:R&signature:S\" after the scheme."},
		{mistakeFieldSeparator, "The fields are not written \"name:value\", joined with '&' and without blanks.",
			"Write \"apiKey:K&randomKey:R&signature:S\"."},
		{mistakeFieldOrder, "The fields are not in the order apiKey, randomKey, signature.",
			"Write \"apiKey:K&randomKey:R&signature:S\"."},
		{mistakeAPIKeyMissing, "The payload has no apiKey field.",
			"Begin the payload with \"apiKey:K&\"."},
		{mistakeRandomKeyMissing, "The payload has no randomKey field, so the service cannot repeat the signature.",
			"Put \"randomKey:R&\" before the signature, with the random key that was signed."},
		{mistakeRandomKeyDiffers, "x-iyzi-rnd is not the randomKey of the Authorization header.",
			"Make one random key for each request and use it in the signature, in the header field and in x-iyzi-rnd."},
		{mistakeSignatureMissing, "The payload has no signature (errorCode 1007).",
			"End the payload with \"signature:S\"."},
	}
}
