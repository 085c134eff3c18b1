package io.gypsum.client.http;

import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/** What a server says when it refuses: {@code {"status":"error","reason":"…"}}. */
final class ErrorAnswer {
  private ErrorAnswer() {}

  static @Nullable String reason(JsonInput in) {
    @Nullable String reason = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "reason" -> reason = in.string();
        default -> in.skip();
      }
    }
    return reason;
  }
}
