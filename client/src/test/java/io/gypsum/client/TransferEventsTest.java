package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each call that transfers files reports its begin first and its end last, whether it succeeds or not. */
class TransferEventsTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final UserPath X = new UserPath("x");

  private final FakeServer server = new FakeServer();
  private final RecordingListener listener = new RecordingListener();
  private final GypsumClient client = server.clientBuilder().listener(listener).build();
  @TempDir Path directory;

  enum Transfer {
    SAVE_FILE("save p/a/v1/x") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.saveFile(V1, X);
      }
    },
    SAVE_VERSION("save p/a/v1") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.saveVersion(V1);
      }
    },
    SAVE_SOME("save files of p/a/v1") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.version(V1).download().exclude("y").run();
      }
    },
    CLONE("save p/a/v1") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.cloneVersion(V1, directory.resolve("clone"));
      }
    },
    DOWNLOAD_VERSION("download p/a/v1") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.downloadVersion(V1, directory.resolve("copy"));
      }
    },
    DOWNLOAD_FILE("download p/a/v1/x") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.downloadFile(V1, X, directory.resolve("copy"));
      }
    },
    DOWNLOAD_FILE_TO("download p/a/v1/x") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.downloadFileTo(directory.resolve("copy"), V1, X);
      }
    },
    UPLOAD("upload p/a/v2") {
      @Override
      void run(GypsumClient client, Path directory) {
        client.uploadDirectory(V2, directory.resolve("new"));
      }
    },
    UPLOAD_FILES("upload p/a/v2") {
      @Override
      void run(GypsumClient client, Path directory) {
        List<UploadFile> files = client.prepareDirectoryUpload(directory.resolve("new"));
        client.uploadFiles(client.startUpload(V2, files), directory.resolve("new"));
      }
    };

    private final String action;

    Transfer(String action) {
      this.action = action;
    }

    abstract void run(GypsumClient client, Path directory);
  }

  @BeforeEach
  void publish() throws IOException {
    Manifest manifest = server.bucket.addVersion(V1, Map.of("x", "1".repeat(100), "y", "2"));
    server.bucket.publish(V1, manifest, false);
    Files.createDirectory(directory.resolve("new"));
    Files.writeString(directory.resolve("new/z"), "3");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aTransferReportsItsBeginAndItsEnd(Transfer transfer) {
    transfer.run(client, directory);
    assertBrackets(transfer);
    assertThat(listener.events).anyMatch(event -> event.startsWith("finishes "));
  }

  @ParameterizedTest
  @EnumSource
  void aFailedTransferReportsItsEnd(Transfer transfer) {
    server.failWhen(
        () -> listener.events.isEmpty() ? null : ServerFault.returnStatus("", 500));
    assertThatThrownBy(() -> transfer.run(client, directory)).isInstanceOf(GypsumException.class);
    assertBrackets(transfer);
  }

  private void assertBrackets(Transfer transfer) {
    assertThat(listener.events).first().asString().startsWith("begins " + transfer.action + " ");
    assertThat(listener.events).last().isEqualTo("ends " + transfer.action);
    assertThat(listener.events.stream().filter(event -> event.matches("(begins|ends) .*")))
        .hasSize(2);
  }
}
