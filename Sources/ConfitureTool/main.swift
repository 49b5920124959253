print("confiture")
