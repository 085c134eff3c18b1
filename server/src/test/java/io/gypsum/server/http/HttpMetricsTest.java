package io.gypsum.server.http;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HttpMetricsTest {
  @Test
  void requestsAreCountedByPatternAndNeverByPath() throws IOException {
    HttpMetrics metrics = new HttpMetrics();
    try (HttpServer server =
        TestHttp.start(
            HttpSettings.defaults(), metrics, TestHttp.get("/metrics", metrics::scrape),
            TestHttp.get(
                "/echo/{text}",
                e -> e.sendJson(out -> out.writeString(e.pathParameter("text")))))) {
      // On one connection, so that each request is counted before the next one is read.
      try (RawHttp client = new RawHttp(server.port())) {
        for (String target : List.of("/echo/s3cret1", "/echo/s3cret2", "/s3cret3", "/metrics")) {
          client.send(RawHttp.head("GET", target) + "\r\n");
          RawHttp.Answer answer = client.answer(false);
          if (target.equals("/metrics")) {
            assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
            assertThat(answer.text()).doesNotContain("s3cret")
                .contains(
                    "http_server_requests_seconds_count{method=\"GET\",route=\"/echo/{text}\",status=\"2xx\"} 2",
                    "http_server_requests_seconds_count{method=\"none\",route=\"none\",status=\"4xx\"} 1",
                    "http_server_active 1", "http_server_sent_bytes_total ", "jvm_heap_used_bytes ",
                    "process_uptime_seconds ");
          }
        }
      }
    }
  }
}
