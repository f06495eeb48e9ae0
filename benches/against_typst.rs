mod generator;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let n: usize = a[1].parse().unwrap();
    let l: Vec<&str> = a[2].split(',').collect();
    let e: Vec<&str> = a[3].split(',').collect();
    let size =
        generator::Size { findings: n, conclusions: (n / 4).max(1), recommendations: n, languages: &l, editions: &e };
    for (path, bytes) in generator::report(size) {
        let p = std::path::Path::new(&a[0]).join(path);
        std::fs::create_dir_all(p.parent().unwrap()).unwrap();
        std::fs::write(p, bytes).unwrap();
    }
}
