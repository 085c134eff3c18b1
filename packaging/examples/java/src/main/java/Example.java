import io.gypsum.client.GypsumClient;
import io.gypsum.client.RemoteVersion;
import java.nio.file.Path;

/** Downloads a version and lists its files: Example URL PROJECT/ASSET/VERSION. */
public class Example {
  public static void main(String[] arguments) {
    try (GypsumClient gypsum = GypsumClient.builder().url(arguments[0]).build()) {
      RemoteVersion version = gypsum.version(arguments[1]);
      Path directory = version.download().run();
      version.files().forEach(file -> System.out.println(directory.resolve(file.toString())));
    }
  }
}
