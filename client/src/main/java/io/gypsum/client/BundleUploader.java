package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.gypsum.client.UploadSession.BundleAddress;
import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.RequestBody;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.transfer.BundleRoute;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.concurrent.Parallel.InterruptDeferral;
import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/**
 * Uploads many small files of one session with one request, which only gypsum-java servers support
 * (docs/decisions/0065-bundle-uploads.md). The server reports the state of each file. A file that it did not receive is
 * sent alone, so that the error is about this file. Thread-safe.
 */
final class BundleUploader {
  private final HttpTransport http;
  private final ServerUrl server;
  private final BearerToken token;
  private final BundleAddress address;
  private final Function<FileToSend, Path> localFile;
  private final TransferListener listener;
  private final BundleRoute route;

  /** @param localFile returns the local file with the content of a file */
  BundleUploader(
      HttpTransport http, ServerUrl server, BearerToken token, BundleAddress address,
      Function<FileToSend, Path> localFile, TransferListener listener) {
    this.http = http;
    this.server = server;
    this.token = token;
    this.address = address;
    this.localFile = localFile;
    this.listener = listener;
    this.route = new BundleRoute(http);
  }

  /** Divides the files into batches. A batch of several files can be sent as a bundle; the file of any other batch is sent alone. */
  List<List<FileToSend>> split(List<FileToSend> files, int concurrency) {
    long maxFiles = Math.min(address.maxFiles(), FileBatches.MAX_BATCH_FILES);
    long maxLineBytes = files.stream().mapToLong(file -> line(file).length).max().orElse(0);
    long maxBytes =
        Math.min(address.maxBytes() - maxFiles * maxLineBytes, FileBatches.MAX_BATCH_BYTES);
    long smallBytes = Math.min(address.maxFileBytes(), maxBytes);
    return maxFiles < 2
        ? files.stream().map(List::of).toList()
        : FileBatches.split(
            files, concurrency, new FileBatches.Sizes<>(FileToSend::sizeBytes, smallBytes),
            new FileBatches.Limits((int) maxFiles, maxBytes));
  }

  /** The line before the content of a file. */
  private static byte[] line(FileToSend file) {
    return (file.sizeBytes() + " " + file.presignPath() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Sends as many of the files as possible.
   *
   * @param action what the request is for, as in {@link ClientRequest}
   * @param onReceived called for each file that the server has received
   * @return the files that it has not received
   * @throws RequestFailedException if no request to the server can succeed
   * @throws LocalFileException if a file cannot be read, or its size has changed
   */
  List<FileToSend> upload(
      String action, List<FileToSend> files, Consumer<FileToSend> onReceived) {
    List<FileToSend> missing = new ArrayList<>(files);
    route.transfer(missing, () -> sendOnce(action, missing, onReceived));
    return missing;
  }

  private void sendOnce(
      String action, List<FileToSend> missing, Consumer<FileToSend> onReceived) {
    Body body = new Body(missing);
    try {
      List<Boolean> states =
          http.sendOnce(
              ClientRequest.post(
                  action, server.resolve(action, address.path()), token,
                  new RequestBody(body.sizeBytes(), "application/octet-stream", body::writeTo)),
              HttpTransport.json(BundleUploader::readStates));
      if (states.size() > missing.size()) {
        throw HttpErrors.unexpectedResponse(action, "it describes more files than were sent");
      }
      List<FileToSend> received = new ArrayList<>();
      for (int i = 0; i < states.size(); i++) {
        if (states.get(i)) {
          received.add(missing.get(i));
        }
      }
      missing.removeAll(received);
      body.undoProgress(missing);
      received.forEach(onReceived);
    } catch (RuntimeException e) {
      body.undoProgress(missing);
      throw e;
    } finally {
      body.endRequest();
    }
  }

  private static List<Boolean> readStates(JsonInput in) {
    return in.requiredProperty(
        "files",
        files -> files.array(file -> file.requiredProperty("received", JsonInput::bool)));
  }

  /** The body of one request. */
  private final class Body {
    private final List<FileToSend> files;
    private int sentFiles;
    private @Nullable InterruptDeferral untilResponse;

    Body(List<FileToSend> files) {
      this.files = List.copyOf(files);
    }

    long sizeBytes() {
      return files.stream().mapToLong(file -> line(file).length + file.sizeBytes()).sum();
    }

    void writeTo(OutputStream out) throws IOException {
      for (FileToSend file : files) {
        byte[] content = read(file);
        out.write(line(file));
        if (sentFiles == files.size() - 1) {
          // As for a file that is sent alone: from here on the server may have the whole body and store it.
          untilResponse = Parallel.deferInterrupt(UninterruptedCall.GRACE);
        }
        out.write(content);
        sentFiles++;
        listener.moves(content.length);
      }
    }

    /** Reports to the listener that files of this body will be sent again. */
    void undoProgress(Collection<FileToSend> again) {
      long bytes =
          files.subList(0, sentFiles)
              .stream()
              .filter(again::contains)
              .mapToLong(FileToSend::sizeBytes)
              .sum();
      sentFiles = 0;
      if (bytes > 0) {
        listener.moves(-bytes);
      }
    }

    void endRequest() {
      if (untilResponse != null) {
        untilResponse.close();
      }
    }
  }

  private byte[] read(FileToSend file) {
    Path path = localFile.apply(file);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes((int) file.sizeBytes());
      if (content.length < file.sizeBytes() || in.read() >= 0) {
        throw FileRangeUploader.changedSize(path, file.sizeBytes(), Files.size(path));
      }
      return content;
    } catch (IOException e) {
      throw LocalFileException.failed(path, "read", e);
    }
  }
}
