import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDF files with veraPDF: {@code VeraCheck 3a,ua1 FILE...}.
 *
 * <p>Prints a line for each file and profile, with the clauses that fail. Exit code 0: all pass; 1: some fail; 2: a file
 * could not be read, or a profile is unknown.
 */
public class VeraCheck {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    int worst = 0;
    for (int i = 1; i < arguments.length; i++) {
      for (String profile : arguments[0].split(",")) {
        worst = Math.max(worst, check(profile, arguments[i]));
      }
    }
    System.exit(worst);
  }

  private static int check(String profile, String file) {
    PDFAFlavour flavour = PDFAFlavour.fromString(profile);
    if (flavour == PDFAFlavour.NO_FLAVOUR) {
      System.out.println("ERROR unknown profile " + profile);
      return 2;
    }
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      String verdict = result.isCompliant() ? "PASS" : "FAIL";
      System.out.printf("%s %s %s, %d checks%n", verdict, profile, file, result.getTotalAssertions());
      Map<String, String> failures = new TreeMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
          String clause = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
          failures.putIfAbsent(clause, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
        }
      }
      failures.forEach((clause, message) -> System.out.println("  " + clause + " " + message));
      return result.isCompliant() ? 0 : 1;
    } catch (Exception error) {
      System.out.println("ERROR " + profile + " " + file + " " + error);
      return 2;
    }
  }
}
