package codes_test

import (
	"encoding/json"
	"fmt"

	"github.com/iyzipayout/iyzipayout/codes"
)

func ExampleCode_UnmarshalJSON() {
	for _, body := range []string{`{"errorCode":"50000"}`, `{"errorCode":50000}`} {
		var answer struct {
			ErrorCode codes.Code `json:"errorCode"`
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(answer.ErrorCode == codes.RateLimited)
	}
	// Output:
	// true
	// true
}

func ExampleCode_Hint() {
	fmt.Println(codes.MandatoryField.Hint())
	// Output: A field is missing: the message names it. Add it and send a corrected request.
}

func ExampleCode_Message() {
	fmt.Println(codes.InvalidSignature.Message("tr"))
	fmt.Println(codes.RateLimited.Message("en"))
	// Output:
	// Geçersiz imza
	// Request Limit Exceeded
}
