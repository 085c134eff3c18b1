package io.gypsum.e2e.admin;

import java.util.List;

import io.gypsum.e2e.admin.GuideBlock.Commands;
import io.gypsum.e2e.admin.GuideBlock.Output;
import io.gypsum.e2e.admin.GuideBlock.TextFile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuideTest {
  private static List<GuideBlock> parse(String page) {
    return Guide.parse("page.md", page.lines().toList());
  }

  @Test
  void pagesHaveThreeKindsOfBlocks() {
    assertThat(
        parse("""
            Words on `proxy`. On `server1`, and
            then on `server2`:

            ```sh
            date
            ```

            ```text
            …
            ```

            On `ceph`, `/root/x.json`, which is complete:

            ```json
            {}
            ```
            """))
        .containsExactly(
            new Commands("page.md:4", List.of("server1", "server2"), "date\n"),
            new Output("page.md:8", "…\n"),
            new TextFile("page.md:14", List.of("ceph"), "/root/x.json", "{}\n"));
  }

  @Test
  void otherBlocksAreRefused() {
    refused("On `ceph`:\n\n```\ndate\n```", "unsupported kind");
    refused("On `ceph`:\n\n```python\nprint()\n```", "unsupported kind");
    refused("On `ceph`:\n\n```ini\na = b\n```", "unsupported kind");
    refused("On `elsewhere`:\n\n```sh\ndate\n```", "names no machine");
    refused("On `ceph` is an example.\n\n```sh\ndate\n```", "names no machine");
    refused("On `ceph`:\n\nOther words:\n\n```sh\ndate\n```", "names no machine");
    refused("It prints:\n\n```text\nx\n```", "must follow a block of commands");
    refused("On `ceph`:\n\n```sh\ndate\n", "has no end");
  }

  private static void refused(String page, String why) {
    assertThatThrownBy(() -> parse(page)).as(page)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(why);
  }
}
