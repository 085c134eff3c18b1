package io.gypsum.store;

import java.util.List;

import io.gypsum.store.PutCondition.IfMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Conditions of writes, one writer at a time. */
interface ConditionContract extends StoreUnderTest {
  @ParameterizedTest
  @ValueSource(strings = {"file", "p/..LOCK"})
  default void createRefusesAnExistingKey(String name) {
    assertThat(create(name, "first").isWritten()).isTrue();
    assertThat(create(name, "second")).isEqualTo(new PutResult.ConditionNotMet());
    assertThat(create(name, "first")).isEqualTo(new PutResult.ConditionNotMet());
    assertThat(text(name)).hasValue("first");
    store().delete(List.of(key(name)));
    assertThat(create(name, "third").isWritten()).isTrue();
    assertThat(text(name)).hasValue("third");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "p/..permissions"})
  default void ifMatchReplacesOnlyTheMatchingState(String name) {
    ETag first = write(name, "first");
    ETag second = written(replace(name, first, "second"));
    assertThat(text(name)).hasValue("second");
    assertThat(replace(name, first, "lost").isWritten()).isFalse();
    assertThat(text(name)).hasValue("second");
    write(name, "third");
    assertThat(replace(name, second, "lost").isWritten()).isFalse();
    assertThat(text(name)).hasValue("third");
    ETag third = store().head(key(name)).orElseThrow().etag();
    assertThat(replace(name, third, "fourth").isWritten()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "p/..permissions"})
  default void ifMatchRequiresAnObject(String name) {
    ETag etag = write(name, "was here");
    store().delete(List.of(key(name)));
    assertThat(replace(name, etag, "lost").isWritten()).isFalse();
    assertThat(replace(name, new ETag("*"), "lost").isWritten()).isFalse();
    assertThat(everything()).isEmpty();
  }

  @Test
  default void ifMatchRefusesOtherETags() {
    ETag etag = write("file", "content");
    for (String other : List.of("", "*", etag.quoted(), "W/" + etag.quoted(), etag + " ", "0")) {
      assertThat(replace("file", new ETag(other), "lost").isWritten()).as(other).isFalse();
    }
    assertThat(text("file")).hasValue("content");
  }

  private PutResult create(String name, String text) {
    return store().put(key(name), Content.of(text), PutCondition.CREATE);
  }

  private PutResult replace(String name, ETag etag, String text) {
    return store().put(key(name), Content.of(text), new IfMatch(etag));
  }
}
