package io.gypsum.server.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RouterTest {
  private static Route get(String pattern) {
    return TestHttp.get(pattern, Exchange::sendEmpty);
  }

  @ParameterizedTest
  @CsvSource({
      "a/x/c, /a/x/{q}", "a/y/c, /a/{p}/c", "a/y/d, /a/{p}/{q}", "a/x/x, /a/x/{q}", "a/x, /a/x"})
  void aWordTakesPrecedenceOverAParameterEarlierPartsFirst(String path, String expected) {
    Router router =
        TestHttp.router(get("/a/{p}/{q}"), get("/a/{p}/c"), get("/a/x/{q}"), get("/a/x"));
    List<String> segments = List.of(path.split("/", -1));
    Router.Resource found = router.find(segments);
    assertThat(found).isNotNull();
    assertThat(found.match("GET", segments).route().pattern()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"a/x, /a/{p}", "a/x/y, /a/{p...}", "a/b/c, /a/b/c", "a/x/y/z, /a/{p...}"})
  void theLastParameterMayTakeSeveralSegments(String path, String expected) {
    Router router = TestHttp.router(get("/a/{p...}"), get("/a/{p}"), get("/a/b/c"));
    List<String> segments = List.of(path.split("/", -1));
    Router.Resource found = router.find(segments);
    assertThat(found.match("GET", segments).route().pattern()).isEqualTo(expected);
    if (expected.contains("{")) {
      Router.Match match = found.match("GET", segments);
      assertThat(match.parameter("p")).isEqualTo(path.substring(2));
    }
    assertThat(router.find(List.of("a"))).isNull();
    assertThat(router.find(List.of("a", ""))).isNull();
    assertThat(router.find(List.of("a", "x", ""))).isNull();
  }

  @Test
  void conflictingOrMalformedRoutesAreRefused() {
    for (List<Route> routes : List.of(
        List.of(get("/a/{p}"), get("/a/{p}")), List.of(get("/a/{p}"), get("/a/{q}")),
        List.of(get("/{p}")), List.of(get("a")), List.of(get("/a/{}")),
        List.of(get("/a/{p}/{p}")), List.of(get("/a/{p...}/b")), List.of(get("/a/{...}")),
        List.of(get("/a/{p...}"), get("/a/{q...}")))) {
      assertThatThrownBy(() -> TestHttp.router(routes.toArray(Route[]::new)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theRoutesAreListedInTheirOrder() {
    Route first = get("/b");
    Route second = TestHttp.put("/a", Exchange::sendEmpty);
    assertThat(TestHttp.router(first, second).routes()).containsExactly(first, second);
  }
}
