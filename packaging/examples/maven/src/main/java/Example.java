import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Downloads a version and lists its files: Example URL PROJECT/ASSET/VERSION. */
public class Example {
  public static void main(String[] arguments) throws Exception {
    try (GypsumClient gypsum = GypsumClient.builder().url(arguments[0]).build();
        Stream<Path> files = Files.list(gypsum.saveVersion(AssetVersion.parse(arguments[1])))) {
      files.forEach(System.out::println);
    }
  }
}
