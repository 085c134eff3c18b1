package io.gypsum.client.signin;

import java.util.function.Function;

import io.gypsum.client.http.HttpTransport;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** Reads JSON that may hold a secret. */
final class SecretJson {
  private SecretJson() {}

  /** As {@link HttpTransport#json}, but what is wrong with the text is kept back: a parser quotes the text to say that. */
  @SuppressWarnings("UnusedException")
  static <T> HttpTransport.Reader<T> reader(Function<JsonInput, T> document) {
    return answer -> {
      try {
        return JsonInput.read(answer.body(), document);
      } catch (MalformedJsonException e) {
        throw new MalformedJsonException("it is not JSON, or something is missing in it");
      }
    };
  }
}
