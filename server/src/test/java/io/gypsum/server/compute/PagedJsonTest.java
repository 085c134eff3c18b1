package io.gypsum.server.compute;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.server.testing.TestLanes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PagedJsonTest {
  @Test
  void aLongArrayIsSentInPagesOfBoundedSize() throws IOException {
    List<String> texts = Collections.nCopies(10_000, "x".repeat(100));
    List<Integer> pages = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream() {
      @Override
      public synchronized void write(byte[] bytes, int offset, int length) {
        pages.add(length);
        super.write(bytes, offset, length);
      }
    };
    PagedJson.send(
        TestLanes.ample().turns(() -> false), out, new PagedJson.Texts(texts::stream));

    // One text and the buffer of the writer exceed the size of a page.
    assertThat(pages).hasSizeGreaterThan(10).allMatch(length -> length <= 64 * 1024 + 16 * 1024);
    List<String> read =
        JsonInput.read(out.toByteArray(), in -> in.array(JsonInput::string));
    assertThat(read).isEqualTo(texts);
  }
}
