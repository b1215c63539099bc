// Calls the server that the environment names with a bearer key, and prints what came.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	stopIf(err)
	client := bedrockruntime.NewFromConfig(cfg)
	model := aws.String("amazon.nova-micro-v1:0")
	messages := []types.Message{{
		Role:    types.ConversationRoleUser,
		Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: "Tell me about the sea."}},
	}}
	answer, err := client.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: model, Messages: messages})
	stopIf(err)
	stream, err := client.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: model, Messages: messages})
	stopIf(err)
	last := ""
	for event := range stream.GetStream().Events() {
		if stop, ok := event.(*types.ConverseStreamOutputMemberMessageStop); ok {
			last = string(stop.Value.StopReason)
		}
	}
	stopIf(stream.GetStream().Err())
	fmt.Println(answer.StopReason, last)
}

func stopIf(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
