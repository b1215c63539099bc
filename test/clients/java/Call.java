import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** Calls the server that the environment names, over both of Java's usual clients, and prints what came. */
public class Call {
    private static final String MODEL = "amazon.nova-micro-v1:0";
    private static final Message QUESTION =
            Message.builder().role("user").content(ContentBlock.fromText("Tell me about the sea.")).build();

    public static void main(String[] args) throws Exception {
        try (var client = BedrockRuntimeClient.create()) {
            System.out.print(client.converse(call -> call.modelId(MODEL).messages(QUESTION)).stopReasonAsString());
        }
        // The default asks for HTTP/2 by ALPN; the others just begin to speak.
        for (var protocol : new Protocol[] {null, Protocol.HTTP1_1, Protocol.HTTP2}) {
            var http = NettyNioAsyncHttpClient.builder();
            if (protocol != null) http.protocol(protocol).protocolNegotiation(ProtocolNegotiation.ASSUME_PROTOCOL);
            try (var client = BedrockRuntimeAsyncClient.builder().httpClientBuilder(http).build()) {
                var last = new AtomicReference<>("");
                var handler = ConverseStreamResponseHandler.builder()
                        .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                .onMessageStop(stop -> last.set(stop.stopReasonAsString()))
                                .build())
                        .build();
                client.converseStream(call -> call.modelId(MODEL).messages(QUESTION), handler).get();
                System.out.print(" " + last.get());
            }
        }
        System.out.println();
    }
}
